//! The one place where the tests of this room touch its interface.

use std::cell::RefCell;
use std::ops::Range;

use super::{AsWritten, Fragment, Insert, Link, Options, Resolved, Resolver};
use crate::diagnostic::{Code, Fault};
use crate::highlight::Highlighter;

/// `input` rendered with nothing around it.
pub(super) fn render(input: &str) -> Fragment {
    render_with(input, Options::default())
}

/// The same with the site's choices.
pub(super) fn render_with(input: &str, options: Options<'_>) -> Fragment {
    super::render(input, &[], options, &AsWritten, &Highlighter::new())
}

/// The HTML of `input`.
pub(super) fn html(input: &str) -> String {
    render(input).html
}

/// The HTML of `input` with finished pieces in it.
pub(super) fn html_with(input: &str, inserts: &[Insert]) -> String {
    super::render(input, inserts, Options::default(), &AsWritten, &Highlighter::new()).html
}

/// Leads every reference to `/led/…`, and says so at its place.
#[derive(Debug, Default)]
pub(super) struct Leads {
    /// Destinations and words, in the order asked.
    pub(super) asked: RefCell<Vec<(String, String)>>,
}

impl Resolver for Leads {
    fn resolve(&self, link: &Link<'_>) -> Resolved {
        self.asked.borrow_mut().push((link.destination.to_owned(), link.text.to_owned()));
        Resolved {
            address: Some(format!("/led/{}", link.destination)),
            own_anchor: link.destination.strip_prefix('#').map(str::to_owned),
            problems: vec![Fault::new(Code::BrokenLink, "led").replace_with("new")],
            ..Resolved::default()
        }
    }

    fn dimensions(&self, destination: &str) -> Option<(usize, usize)> {
        (destination == "sized.png").then_some((3, 4))
    }
}

/// The HTML of `input` with every reference led.
pub(super) fn led(input: &str) -> String {
    super::render(input, &[], Options::default(), &Leads::default(), &Highlighter::new()).html
}

/// Every reference asked about and the place its problem was reported at.
pub(super) fn places(input: &str) -> Vec<(String, Range<usize>)> {
    let leads = Leads::default();
    let fragment = super::render(input, &[], Options::default(), &leads, &Highlighter::new());
    let asked = leads.asked.take();
    asked
        .into_iter()
        .map(|(destination, _)| destination)
        .zip(fragment.findings.into_iter().map(|finding| finding.range))
        .collect()
}
