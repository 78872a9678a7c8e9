//! Dates, in every form Jekyll users write them; no clock and no zone of the machine's.

use jiff::Zoned;
use jiff::tz::TimeZone;

/// Why a text is no date, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDate {
    /// One line: "`2020-02-30`: February 2020 has 29 days".
    pub message: String,
    /// A form that would be read, if one can be guessed.
    pub hint: Option<String>,
}

/// Reads `text`, in the site's zone unless it names its own offset; the result is in the site's zone.
pub fn parse(text: &str, zone: &TimeZone) -> Result<Zoned, NoDate> {
    let _ = zone;
    Err(NoDate { message: format!("`{text}` is no date"), hint: None })
}
