//! XML of other programs, as far as addresses and ids are to be had from it: site maps and feeds.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// One element, with what stands right in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Without its prefix: `loc`, `entry`.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// Text that stands in it, not in an element of its own, without blanks around it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

/// Elements deeper than this are no site map's and no feed's; their text is the content of posts.
const DEEPEST: usize = 12;

impl Element {
    /// Reads the root element; or says what is wrong.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().check_end_names = false;
        // The first stands for the document, and holds the root.
        let mut open = vec![Self::default()];
        let mut deeper = 0_usize;
        loop {
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let is_deep = open.len() > DEEPEST;
            let Some(last) = open.last_mut() else { return Err("it ends before it begins".to_owned()) };
            match event {
                Event::Start(_) if is_deep => deeper += 1,
                Event::Start(tag) => open.push(Self::of(&tag)),
                Event::Empty(tag) => last.children.push(Self::of(&tag)),
                Event::End(_) if deeper > 0 => deeper -= 1,
                Event::End(_) => close(&mut open),
                Event::Text(words) => last.text.push_str(&words.xml_content(XmlVersion::Implicit1_0)),
                Event::CData(words) => last.text.push_str(&words.xml_content(XmlVersion::Implicit1_0)),
                Event::GeneralRef(name) => match name.resolve_char_ref() {
                    Ok(Some(letter)) => last.text.push(letter),
                    _ => last
                        .text
                        .push_str(resolve_html5_entity(&name.xml_content(XmlVersion::Implicit1_0)).unwrap_or("")),
                },
                Event::Eof => break,
                _ => {}
            }
        }
        if open.len() > 1 {
            return Err("it is cut off".to_owned());
        }
        let root = open.pop().and_then(|document| document.children.into_iter().next());
        root.ok_or_else(|| "there is no element in it".to_owned())
    }

    fn of(tag: &BytesStart<'_>) -> Self {
        let attributes = tag.attributes().filter_map(Result::ok).map(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            (attribute.key.local_name().as_ref().to_owned(), value)
        });
        Self { name: tag.local_name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    /// The text of the first child of that name.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        let child = self.children.iter().find(|child| child.name == name)?;
        Some(child.text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Ends the innermost element; an end without a beginning is passed over.
fn close(open: &mut Vec<Element>) {
    if open.len() < 2 {
        return;
    }
    if let (Some(element), Some(parent)) = (open.pop(), open.last_mut()) {
        parent.children.push(element);
    }
}

/// Addresses of the posts in a feed, and their ids; nothing if it is no feed.
pub(super) fn ids_of_feed(root: &Element) -> Option<Vec<(String, String)>> {
    let entries: Vec<&Element> = match root.name.as_str() {
        "feed" => root.children.iter().filter(|child| child.name == "entry").collect(),
        "rss" => {
            let channels = root.children.iter().filter(|child| child.name == "channel");
            channels.flat_map(|channel| &channel.children).filter(|child| child.name == "item").collect()
        }
        _ => return None,
    };
    let id = |entry: &&Element| {
        let links = || entry.children.iter().filter(|child| child.name == "link");
        let alternate = links()
            .find(|link| link.attribute("href").is_some() && matches!(link.attribute("rel"), None | Some("alternate")));
        let address = alternate.and_then(|link| link.attribute("href")).or_else(|| entry.text_of("link"))?;
        let id = entry.text_of("id").or_else(|| entry.text_of("guid"))?;
        Some((address.trim().to_owned(), id.to_owned()))
    };
    Some(entries.iter().filter_map(id).collect())
}

/// What a site map lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SiteMap {
    /// Addresses of pages.
    Pages(Vec<String>),
    /// Addresses of other site maps.
    Index(Vec<String>),
}

/// The addresses in a site map; nothing if it is none.
pub(super) fn site_map(root: &Element) -> Option<SiteMap> {
    let all = |name: &str| {
        let entries = root.children.iter().filter(|child| child.name == name);
        entries.filter_map(|entry| entry.text_of("loc")).map(str::to_owned).collect()
    };
    match root.name.as_str() {
        "urlset" => Some(SiteMap::Pages(all("url"))),
        "sitemapindex" => Some(SiteMap::Index(all("sitemap"))),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn feeds_have_ids() {
        for (text, expected) in [
            ("<feed xmlns='http://www.w3.org/2005/Atom'/>", vec![]),
            (
                "<?xml version='1.0'?><feed><id>x</id><entry><link rel='self' href='no'/><link href='https://a/b?c&amp;d'/>\
                 <id> tag:a,1 </id><content type='xhtml'><div><p>x</p></div></content></entry></feed>",
                vec![("https://a/b?c&d", "tag:a,1")],
            ),
            (
                "<rss><channel><link>no</link><item><link>\n/a &amp; b </link><guid isPermaLink='false'><![CDATA[1&2]]></guid></item>\
                 <item><title>without</title></item></channel></rss>",
                vec![("/a & b", "1&2")],
            ),
        ] {
            let ids = ids_of_feed(&Element::read(text).unwrap()).unwrap();
            let ids: Vec<(&str, &str)> = ids.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(ids, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in ["", "  ", "text", "<a>", "<a", "<a><b></a>", "<!-- -->", "<a b=1/>x<"] {
            let root = Element::read(text);
            assert!(root.as_ref().is_err() || site_map(&root.unwrap()).is_none(), "{text}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let text =
            format!("<urlset>{}{}<url><loc>/a</loc></url></urlset>", "<x>".repeat(10_000), "</x>".repeat(10_000));
        assert_eq!(site_map(&Element::read(&text).unwrap()), Some(SiteMap::Pages(vec!["/a".to_owned()])));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>(), tags in "(<[a/!?]|>|</a>|&[a#;]|'|\\]\\]>|<!\\[CDATA\\[| ){0,20}") {
            let _ = Element::read(&text);
            let _ = Element::read(&tags);
        }
    }
}
