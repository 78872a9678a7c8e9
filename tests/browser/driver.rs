//! Chromium, as far as the tests drive it.
//!
//! Tests that run side by side share one browser; each has a profile of its own in it, so that none sees another's
//! storage or cache. The browser ends with the last test that holds it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Page, Runtime};
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::Value;

/// How long anything may take before it counts as never: generous, for a machine that does more than this.
const DEADLINE: Duration = Duration::from_secs(40);
/// How long between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(15);

/// `--no-sandbox`: tests run as root in containers. The rest keeps the browser from talking to anything but the tests.
const FLAGS: [&str; 6] = [
    "--headless",
    "--disable-quic",
    "--disable-component-update",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--autoplay-policy=no-user-gesture-required",
];

/// A closed shadow root is closed for tests too, so they look over the script's shoulder while it makes one.
const WATCH_SHADOW_ROOTS: &str = "{
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
        const root = attach.call(this, options);
        if (this.localName === 'blogsite-problems') window.overlayForTests = root;
        return root;
    };
}";

static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());

/// Where Chromium is, if it is anywhere.
fn executable() -> Option<PathBuf> {
    let named = std::env::var_os("CHROME").map(PathBuf::from);
    named.or_else(|| Some("/usr/bin/chromium".into())).filter(|path| path.exists())
}

/// A browser; without one the test that asks is named as left out, and under `CI=true` it fails.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub(crate) fn browser(test: &str) -> Option<Arc<Browser>> {
    let Some(path) = executable() else {
        let is_required = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!is_required, "`{test}` needs Chromium: install `chromium`, or set $CHROME to its path");
        eprintln!("left out `{test}`: no Chromium at $CHROME or /usr/bin/chromium");
        return None;
    };
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(browser) = shared.upgrade() {
        return Some(browser);
    }
    let options = LaunchOptions {
        path: Some(path),
        sandbox: false,
        window_size: Some((1000, 700)),
        idle_browser_timeout: Duration::from_hours(1),
        args: FLAGS.iter().map(std::convert::AsRef::as_ref).collect(),
        ..LaunchOptions::default()
    };
    let browser = Arc::new(Browser::new(options).unwrap());
    browser.set_default_timeout(DEADLINE);
    *shared = Arc::downgrade(&browser);
    Some(browser)
}

/// A browser, or the end of a test that does without.
macro_rules! browser_or_return {
    ($test:literal) => {
        match $crate::driver::browser($test) {
            Some(browser) => browser,
            None => return,
        }
    };
}
pub(crate) use browser_or_return;

/// A page in a profile of its own.
pub(crate) fn open(browser: &Arc<Browser>, url: &str) -> View {
    open_tabs(browser, url, 1).remove(0)
}

/// Tabs of one profile, each at `url`.
pub(crate) fn open_tabs(browser: &Arc<Browser>, url: &str, count: usize) -> Vec<View> {
    let profile = browser.new_context().unwrap();
    (0..count).map(|_| View::new(browser, profile.new_tab().unwrap(), url)).collect()
}

/// A tab, and what it wrote to its console.
pub(crate) struct View {
    tab: Arc<Tab>,
    console: Arc<Mutex<Vec<String>>>,
    _browser: Arc<Browser>,
}

impl View {
    fn new(browser: &Arc<Browser>, tab: Arc<Tab>, url: &str) -> Self {
        tab.set_default_timeout(DEADLINE);
        let console = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&console);
        tab.add_event_listener(Arc::new(move |event: &Event| {
            if let Some(line) = complaint(event) {
                written.lock().unwrap().push(line);
            }
        }))
        .unwrap();
        tab.enable_log().unwrap().enable_runtime().unwrap();
        tab.call_method(Page::AddScriptToEvaluateOnNewDocument {
            source: WATCH_SHADOW_ROOTS.to_owned(),
            world_name: None,
            include_command_line_api: None,
            run_immediately: None,
        })
        .unwrap();
        tab.navigate_to(url).unwrap();
        let view = Self { tab, console, _browser: Arc::clone(browser) };
        // The crate's own `wait_until_navigated` misses a page that is there before it begins to wait.
        view.wait("location.protocol === 'http:' && document.readyState === 'complete'");
        view
    }

    /// What an expression is; nothing while one page gives way to another.
    pub(crate) fn eval(&self, expression: &str) -> Value {
        let wrapped = format!("(async () => JSON.stringify(await ({expression}) ?? null))()");
        let result = self.tab.evaluate(&wrapped, true).ok().and_then(|object| object.value);
        result.and_then(|text| serde_json::from_str(text.as_str()?).ok()).unwrap_or_default()
    }

    /// Runs statements.
    pub(crate) fn run(&self, statements: &str) {
        self.eval(&format!("(async () => {{ {statements} }})()"));
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn wait(&self, condition: &str) {
        self.wait_within(DEADLINE, condition);
    }

    #[track_caller]
    fn wait_within(&self, deadline: Duration, condition: &str) {
        let start = Instant::now();
        while self.eval(&format!("!!await ({condition})")) != Value::Bool(true) {
            assert!(
                start.elapsed() < deadline,
                "never true: {condition}\nat {}\n{}\noverlay: {}\nconsole: {:#?}",
                self.text("location.href"),
                self.text("document.documentElement.outerHTML"),
                self.overlay(),
                self.complaints()
            );
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until the page shows `text` somewhere.
    #[track_caller]
    pub(crate) fn wait_for_text(&self, text: &str) {
        self.wait(&format!("document.body.innerText.includes({})", Value::from(text)));
    }

    /// An expression that is a text.
    pub(crate) fn text(&self, expression: &str) -> String {
        self.eval(expression).as_str().unwrap_or_default().to_owned()
    }

    /// What stands over the page, as text: nothing if there is nothing.
    pub(crate) fn overlay(&self) -> String {
        self.text("[...(window.overlayForTests?.children ?? [])].filter(e => e.className !== 'said').map(e => e.innerText).join('')")
    }

    /// Waits until an expression over `overlay`, the shadow root, is true.
    #[track_caller]
    pub(crate) fn wait_overlay(&self, condition: &str) {
        self.wait(&format!("(overlay => overlay && {condition})(window.overlayForTests)"));
    }

    /// Presses a key.
    pub(crate) fn press(&self, key: &str) {
        self.tab.press_key(key).unwrap();
    }

    /// Types where the focus is.
    pub(crate) fn type_text(&self, text: &str) {
        self.tab.type_str(text).unwrap();
    }

    /// Errors and warnings on the console so far.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.console.lock().unwrap().clone()
    }

    /// Fails if the console shows anything.
    #[track_caller]
    pub(crate) fn assert_quiet(&self) {
        assert!(self.complaints().is_empty(), "the console shows {:#?}", self.complaints());
    }

    /// Pretends that the tab is behind another one, or in front again.
    pub(crate) fn set_hidden(&self, hidden: bool) {
        self.run(&format!(
            "Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});
             document.dispatchEvent(new Event('visibilitychange'));"
        ));
    }

    /// Brings the tab in front of the others in its window.
    pub(crate) fn show(&self) {
        self.tab.bring_to_front().unwrap();
    }

    /// Prefers `light` or `dark`.
    pub(crate) fn set_scheme(&self, scheme: &str) {
        let feature = Emulation::MediaFeature { name: "prefers-color-scheme".to_owned(), value: scheme.to_owned() };
        self.tab.call_method(Emulation::SetEmulatedMedia { media: None, features: Some(vec![feature]) }).unwrap();
    }

    /// Makes the window so wide and high, in pixels of style sheets.
    pub(crate) fn set_size(&self, width: u32, height: u32) {
        self.set_metrics(width, height, 1.0);
    }

    /// Makes the window so wide and high, in pixels of the screen, and zooms to 200 %: a browser's zoom is a window half as
    /// wide in pixels of style sheets, each of which is two of the screen.
    pub(crate) fn set_size_zoomed(&self, width: u32, height: u32) {
        self.set_metrics(width / 2, height / 2, 2.0);
    }

    fn set_metrics(&self, width: u32, height: u32, device_scale_factor: f64) {
        self.tab
            .call_method(Emulation::SetDeviceMetricsOverride {
                width,
                height,
                device_scale_factor,
                mobile: false,
                scale: None,
                screen_width: None,
                screen_height: None,
                position_x: None,
                position_y: None,
                dont_set_visible_size: None,
                screen_orientation: None,
                viewport: None,
                display_feature: None,
                device_posture: None,
            })
            .unwrap();
    }

    /// Shows pages as on paper.
    pub(crate) fn set_print(&self) {
        self.tab.call_method(Emulation::SetEmulatedMedia { media: Some("print".to_owned()), features: None }).unwrap();
    }

    /// Lets no page run a script from now on.
    pub(crate) fn forbid_scripts(&self) {
        self.tab.call_method(Emulation::SetScriptExecutionDisabled { value: true }).unwrap();
    }

    /// Runs statements in each page from now on, before anything else in it.
    pub(crate) fn run_first(&self, statements: &str) {
        self.tab
            .call_method(Page::AddScriptToEvaluateOnNewDocument {
                source: statements.to_owned(),
                world_name: None,
                include_command_line_api: None,
                run_immediately: None,
            })
            .unwrap();
    }

    /// Goes to another page, and waits until it is there.
    #[track_caller]
    pub(crate) fn go(&self, url: &str) {
        self.run("window.isLeft = true");
        self.tab.navigate_to(url).unwrap();
        self.wait("!window.isLeft && location.protocol === 'http:' && document.readyState === 'complete'");
    }

    /// Runs the whole of a script as it is.
    pub(crate) fn run_script(&self, script: &str) {
        self.tab.evaluate(script, false).unwrap();
    }

    /// What is seen of the page, at that scale.
    pub(crate) fn shot(&self, width: u32, height: u32, scale: f64) -> Vec<u8> {
        let clip = Page::Viewport { x: 0.0, y: 0.0, width: width.into(), height: height.into(), scale };
        self.tab.capture_screenshot(Page::CaptureScreenshotFormatOption::Png, None, Some(clip), true).unwrap()
    }

    /// Writes a picture of the page into the folder `$BLOGSITE_SCREENSHOTS`, if it is set.
    pub(crate) fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("BLOGSITE_SCREENSHOTS") {
            let format = Page::CaptureScreenshotFormatOption::Png;
            let png = self.tab.capture_screenshot(format, None, None, true).unwrap();
            std::fs::write(PathBuf::from(folder).join(name), png).unwrap();
        }
    }
}

/// What an event writes to the console, if it is an error or a warning.
fn complaint(event: &Event) -> Option<String> {
    match event {
        Event::LogEntryAdded(event) => {
            let entry = &event.params.entry;
            let is_bad = matches!(entry.level, Log::LogEntryLevel::Error | Log::LogEntryLevel::Warning);
            // Chromium asks every host for it, unasked.
            let is_icon = entry.url.as_deref().is_some_and(|url| url.ends_with("/favicon.ico"));
            (is_bad && !is_icon).then(|| format!("{} {}", entry.text, entry.url.as_deref().unwrap_or_default()))
        }
        Event::RuntimeExceptionThrown(event) => Some(format!("{:?}", event.params.exception_details)),
        Event::RuntimeConsoleAPICalled(event) => {
            let is_bad = matches!(
                event.params.Type,
                Runtime::ConsoleAPICalledEventTypeOption::Error | Runtime::ConsoleAPICalledEventTypeOption::Warning
            );
            is_bad.then(|| format!("{:?}", event.params.args))
        }
        _ => None,
    }
}
