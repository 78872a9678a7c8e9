//! `YYYY-MM-DD-slug.ext`: what the name of a post's file says.

use jiff::civil::Date;

/// A post's file name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostName {
    /// The day in the name; nothing if the digits are no day (`2020-02-30`).
    pub date: Option<Date>,
    /// What follows the day, without the extension, case kept: `LewisGaul`.
    pub slug: String,
}

impl PostName {
    /// Reads a file name; nothing if it has not the form of a post's.
    pub fn parse(file_name: &str) -> Option<Self> {
        let _ = file_name;
        None
    }
}
