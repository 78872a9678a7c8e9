//! Tables over the whole room, and the laws that hold for any text.

use super::testing::{html, led, places};
#[test]
fn smoke() {
    assert_eq!(html("a"), "<p>a</p>\n");
    assert_eq!(led("a"), "<p>a</p>\n");
    assert!(places("a").is_empty());
}
