//! What a permalink's `:placeholders` stand for (`jekyll/drops/url_drop.rb`). Days and months have their English names,
//! whatever the reader's language.

use jiff::Zoned;

use crate::address::slug::{SlugMode, slugify};
use crate::content::{Document, Kind};

use super::output_extension;

/// Every placeholder, without its colon, and what it stands for.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("year", "year of the date, four digits"),
    ("short_year", "year, two digits"),
    ("month", "month, two digits"),
    ("i_month", "month without a leading zero"),
    ("short_month", "name of the month, three letters"),
    ("long_month", "name of the month"),
    ("day", "day of the month, two digits"),
    ("i_day", "day without a leading zero"),
    ("y_day", "day of the year, three digits"),
    ("w_year", "year of the week, as ISO 8601 counts"),
    ("week", "week of the year, as ISO 8601 counts"),
    ("w_day", "day of the week, Monday is 1"),
    ("short_day", "name of the day, three letters"),
    ("long_day", "name of the day"),
    ("hour", "hour of `date`"),
    ("minute", "minute of `date`"),
    ("second", "second of `date`"),
    ("title", "`slug`, or the file's name without day and ending; case kept"),
    ("slug", "the same, in lower case"),
    ("categories", "categories, in lower case, each a folder"),
    ("slugified_categories", "the same, with `-` for what is neither letter nor digit"),
    ("name", "the file's name without ending, in lower case"),
    ("path", "the folder of a page; of a post the folder and file below `posts/`"),
    ("basename", "the file's name without ending, as it is"),
    ("collection", "`posts` or `pages`"),
    ("output_ext", "`.html`, or the file's own ending where it is no Markdown"),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Why a placeholder stands for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Void {
    /// There is no such placeholder.
    Unknown,
    /// It is a part of a date, and the document has none.
    NoDate,
    /// Nothing of the document's name can stand in an address: `???`.
    NoName,
}

/// What `name` stands for in the address of `document`.
pub(super) fn value(name: &str, document: &Document) -> Result<String, Void> {
    if let Some(part) = date_part(name) {
        return match &document.date {
            Some(date) => Ok(part(date)),
            // A draft is shown before its day is known; its address does without one.
            None if document.kind == Kind::Draft => Ok(String::new()),
            None => Err(Void::NoDate),
        };
    }
    let stem = document.source.stem().trim_end_matches('.');
    match name {
        "title" => word(&document.slug, stem, SlugMode::Pretty),
        "slug" => word(&document.slug, stem, SlugMode::Default),
        "name" => word(stem, &document.slug, SlugMode::Default),
        "basename" => Ok(stem.to_owned()),
        "categories" => Ok(joined(document.categories.iter().map(|category| category.to_lowercase()))),
        "slugified_categories" => {
            Ok(joined(document.categories.iter().map(|category| slugify(category, SlugMode::Default))))
        }
        "path" => Ok(path(document, stem)),
        "collection" => Ok(collection(document.kind).to_owned()),
        "output_ext" => Ok(output_extension(document)),
        _ => Err(Void::Unknown),
    }
}

fn date_part(name: &str) -> Option<fn(&Zoned) -> String> {
    Some(match name {
        "year" => |date| format!("{:04}", date.year()),
        "short_year" => |date| format!("{:02}", date.year().rem_euclid(100)),
        "month" => |date| format!("{:02}", date.month()),
        "i_month" => |date| date.month().to_string(),
        "short_month" => |date| month(date).chars().take(3).collect(),
        "long_month" => |date| month(date).to_owned(),
        "day" => |date| format!("{:02}", date.day()),
        "i_day" => |date| date.day().to_string(),
        "y_day" => |date| format!("{:03}", date.day_of_year()),
        // ISO 8601 weeks: the first days of January may belong to the year before.
        "w_year" => |date| format!("{:04}", date.date().iso_week_date().year()),
        "week" => |date| format!("{:02}", date.date().iso_week_date().week()),
        "w_day" => |date| date.weekday().to_monday_one_offset().to_string(),
        "short_day" => |date| day(date).chars().take(3).collect(),
        "long_day" => |date| day(date).to_owned(),
        "hour" => |date| format!("{:02}", date.hour()),
        "minute" => |date| format!("{:02}", date.minute()),
        "second" => |date| format!("{:02}", date.second()),
        _ => return None,
    })
}

fn month(date: &Zoned) -> &'static str {
    name_of(&MONTHS, date.month() - 1)
}

fn day(date: &Zoned) -> &'static str {
    name_of(&DAYS, date.weekday().to_monday_zero_offset())
}

fn name_of(names: &[&'static str], index: i8) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// The first of the two that leaves something to be seen in an address.
fn word(text: &str, fallback: &str, mode: SlugMode) -> Result<String, Void> {
    [text, fallback]
        .into_iter()
        .map(|text| slugify(text, mode))
        // Dots alone would be swallowed as `.` and `..` are.
        .find(|slug| !slug.trim_matches('.').is_empty())
        .ok_or(Void::NoName)
}

fn joined(names: impl Iterator<Item = String>) -> String {
    let mut each_once: Vec<String> = Vec::new();
    for name in names {
        if !each_once.contains(&name) {
            each_once.push(name);
        }
    }
    each_once.join("/")
}

/// For a page its folder below `content/`; for a post its path below `posts/`, without extension.
fn path(document: &Document, stem: &str) -> String {
    let source = &document.source;
    let folder = source.under("content").map_or(source.parent(), |below| below.rsplit_once('/').map_or("", |(d, _)| d));
    if document.kind == Kind::Page {
        return folder.to_owned();
    }
    let mut outer = folder.split('/').collect::<Vec<_>>();
    if let Some(index) = outer.iter().position(|name| matches!(*name, "posts" | "_posts" | "drafts" | "_drafts")) {
        outer.remove(index);
    }
    format!("{}/{stem}", outer.join("/"))
}

fn collection(kind: Kind) -> &'static str {
    match kind {
        // A draft is a post in waiting and keeps its address when its day comes.
        Kind::Post | Kind::Draft => "posts",
        Kind::Page => "pages",
    }
}
