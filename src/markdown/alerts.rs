//! Alerts: `> [!NOTE]`, in GitHub's five kinds.

use pulldown_cmark::BlockQuoteKind;

/// Class and title of a kind: `note`, `Note`.
pub(super) fn names(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::html;

    #[test]
    fn alerts() {
        for (word, class, title) in [
            ("NOTE", "note", "Note"),
            ("tip", "tip", "Tip"),
            ("Important", "important", "Important"),
            ("WARNING", "warning", "Warning"),
            ("CAUTION", "caution", "Caution"),
        ] {
            let expected = format!(
                "<div class=\"markdown-alert markdown-alert-{class}\">\n<p class=\"markdown-alert-title\">{title}</p>\n<p>a</p>\n</div>\n"
            );
            assert_eq!(html(&format!("> [!{word}]\n> a")), expected);
        }
        assert_eq!(html("> [!X]\n> a"), "<blockquote>\n<p>[!X]\na</p>\n</blockquote>\n");
        assert_eq!(
            html("> [!NOTE]\n> a\n{: .b}"),
            "<div class=\"markdown-alert markdown-alert-note b\">\n<p class=\"markdown-alert-title\">Note</p>\n<p>a</p>\n</div>\n"
        );
    }
}
