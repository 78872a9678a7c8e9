//! `YYYY-MM-DD-slug.ext`: what the name of a post's file says.

use jiff::civil::Date;

/// A post's file name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostName {
    /// The day in the name; nothing if the digits are no day (`2020-02-30`).
    pub date: Option<Date>,
    /// The day as written: `2020-02-30`.
    pub day: String,
    /// What follows the day, without the extension, case kept: `LewisGaul`.
    pub slug: String,
}

impl PostName {
    /// Reads a file name; nothing if it has not the form of a post's: two to four digits for the year, one or two each
    /// for month and day, a slug, an extension (jekyll/document.rb, `DATE_FILENAME_MATCHER`).
    pub fn parse(file_name: &str) -> Option<Self> {
        let (year, rest) = digits(file_name, 2, 4)?;
        let (month, rest) = digits(rest, 1, 2)?;
        let (day, rest) = digits(rest, 1, 2)?;
        let written = &file_name[..file_name.len() - rest.len() - 1];
        let (slug, extension) = rest.rsplit_once('.')?;
        let slug = slug.trim_end_matches('.');
        if extension.is_empty() || slug.is_empty() || file_name.contains('/') {
            return None;
        }
        let date = Date::new(full_year(year), small(month), small(day)).ok();
        Some(Self { date, day: written.to_owned(), slug: slug.to_owned() })
    }
}

/// Between `least` and `most` digits followed by `-`, and what comes after.
fn digits(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let (digits, rest) = text.split_once('-')?;
    let fits = (least..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some((digits, rest))
}

/// A year of two digits is one of 1969 to 2068 (ruby/date, `Date._parse` with `comp`).
pub(super) fn full_year(digits: &str) -> i16 {
    let year = digits.parse().unwrap_or(0);
    match (digits.len(), year) {
        (2, 69..) => 1900 + year,
        (2, _) => 2000 + year,
        _ => year,
    }
}

fn small(digits: &str) -> i8 {
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(name: &str, expected: Option<(Option<&str>, &str)>) {
        let read = PostName::parse(name).map(|read| (read.date.map(|date| date.to_string()), read.slug));
        let expected = expected.map(|(date, slug)| (date.map(str::to_owned), slug.to_owned()));
        assert_eq!(read, expected, "{name}");
    }

    #[test]
    fn names_of_posts() {
        check("2019-11-04-LewisGaul.md", Some((Some("2019-11-04"), "LewisGaul")));
        check("2020-1-8-x.md", Some((Some("2020-01-08"), "x")));
        check("20-01-09-x.md", Some((Some("2020-01-09"), "x")));
        check("99-01-09-x.md", Some((Some("1999-01-09"), "x")));
        check("2020-02-29-a-b c.markdown", Some((Some("2020-02-29"), "a-b c")));
        check("2020-02-30-x.md", Some((None, "x")));
        check("2020-13-01-x.txt", Some((None, "x")));
        check("2020-00-00-x.txt", Some((None, "x")));
        check("2020-01-01-foo...md", Some((Some("2020-01-01"), "foo")));
        check("2020-01-01-v1.2.md", Some((Some("2020-01-01"), "v1.2")));
        check("2020-01-01-Ünï 你.html", Some((Some("2020-01-01"), "Ünï 你")));
    }

    #[test]
    fn names_of_other_files() {
        for name in [
            "",
            "x.md",
            "2020-01-01.md",
            "2020-01-01-.md",
            "2020-01-01-x",
            "2020-01-01-x.",
            "2-01-01-x.md",
            "20200-01-01-x.md",
            "2020-001-01-x.md",
            "2020-01-x.md",
            "2020_01_01-x.md",
            " 2020-01-01-x.md",
            "2020-01-01 x.md",
            "٢٠٢٠-01-01-x.md",
            "2020-01-01-..md",
            "posts/2020-01-01-x.md",
        ] {
            check(name, None);
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_without_panic(name in "\\PC{0,30}|[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}-\\PC{0,9}") {
            let _ = PostName::parse(&name);
        }
    }
}
