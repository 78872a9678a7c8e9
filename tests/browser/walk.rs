//! From the home page to a post, to the search and back, with nothing but keys.

use serde_json::Value;

use crate::driver::{View, browser_or_return, open};
use crate::look::{Blog, axe, tab_to, violations};

/// Fails if whoever looks cannot see where the focus is: a mark around the element, which is in the window.
#[track_caller]
fn assert_seen(view: &View) {
    let seen = view.eval(
        "((element) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            const { top, bottom, left, right } = element.getBoundingClientRect();
            return element.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
                && bottom > top && right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
        })(document.activeElement)",
    );
    assert_eq!(seen, true, "not seen: {}", view.text("document.activeElement.outerHTML"));
}

/// Presses Enter on the link that has the focus, and waits for its page.
#[track_caller]
fn follow(view: &View) {
    assert_seen(view);
    let href = view.text("document.activeElement.href");
    assert!(!href.is_empty(), "no link: {}", view.text("document.activeElement.outerHTML"));
    view.run("window.isLeft = true");
    view.press("Enter");
    view.wait(&format!(
        "!window.isLeft && document.readyState === 'complete' && location.href === {}",
        Value::from(href)
    ));
}

#[test]
fn keys_lead_from_home_to_a_post_to_the_search_and_back() {
    let browser = browser_or_return!("keys_lead_from_home_to_a_post_to_the_search_and_back");
    let blog = Blog::new();
    for (width, scheme) in [(1200, "light"), (375, "dark")] {
        let view = open(&browser, &blog.url(""));
        view.set_size(width, 800);
        view.set_scheme(scheme);
        let focused = |condition: &str| view.wait(&format!("((element) => {condition})(document.activeElement)"));
        // Past the masthead, to the first post.
        view.press("Tab");
        focused("element.matches('.skip')");
        assert_seen(&view);
        view.press("Enter");
        view.wait("location.hash === '#main-content'");
        tab_to(&view, "document.activeElement.matches('.posts h2 a, .posts h3 a')");
        let first = view.text("document.activeElement.pathname");
        follow(&view);
        assert_eq!(view.text("location.pathname"), first);
        // The field over the page, by its link; Escape leads back to where one was.
        tab_to(&view, "document.activeElement.matches('.search-link')");
        view.press("Enter");
        focused("element.matches('dialog.search input') && element.closest('dialog').open");
        assert_seen(&view);
        view.press("Escape");
        focused("element.matches('.search-link')");
        assert_seen(&view);
        // By its key, and a result at once.
        view.press("/");
        focused("element.matches('dialog.search input')");
        view.type_text("regular");
        view.press("Enter");
        focused("element.matches('dialog.search .search-results a')");
        assert_seen(&view);
        tab_to(&view, "document.activeElement.matches('.search-close')");
        view.press("Enter");
        view.wait("!document.querySelector('dialog.search').open");
        view.press("/");
        focused("element.matches('dialog.search input') && element.value === 'regular'");
        view.press("ArrowDown");
        focused("element.matches('dialog.search .search-results a')");
        let found = view.text("document.activeElement.pathname");
        follow(&view);
        assert_eq!(view.text("location.pathname"), found);
        // The page to search on has an address of its own.
        view.go(&blog.url("search/"));
        focused("element.matches('main input')");
        assert_seen(&view);
        view.type_text("regular");
        view.press("ArrowDown");
        focused("element.matches('main .search-results a')");
        follow(&view);
        assert_eq!(view.text("location.pathname"), found);
        // Home again, by the name of the site.
        tab_to(&view, "document.activeElement.matches('.site-title, .site-title a')");
        follow(&view);
        assert_eq!(view.text("location.pathname"), "/");
        view.assert_quiet();
    }
}

/// Over a page and on its own page, in a narrow window and a wide one.
#[test]
fn axe_finds_nothing_where_something_was_found() {
    let browser = browser_or_return!("axe_finds_nothing_where_something_was_found");
    let Some(axe) = axe("axe_finds_nothing_where_something_was_found") else { return };
    let blog = Blog::new();
    let view = open(&browser, &blog.url(""));
    let mut faults = Vec::new();
    for page in ["", "search/"] {
        view.go(&blog.url(page));
        view.run_script(&axe);
        if page.is_empty() {
            view.press("/");
        }
        view.wait("document.activeElement.matches('.search input')");
        view.type_text("the");
        view.wait("document.querySelectorAll('.search-results mark').length > 10");
        for scheme in ["light", "dark"] {
            view.set_scheme(scheme);
            for width in [320, 1440] {
                view.set_size(width, 600);
                view.run("await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))");
                let found = violations(&view);
                faults.extend(found.into_iter().map(|fault| format!("/{page} {scheme} {width}: {fault}")));
                let sticks_out = view.eval("document.documentElement.scrollWidth > innerWidth");
                assert_eq!(sticks_out, false, "/{page} {scheme} {width}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    view.assert_quiet();
}
