//! A WebSocket to every open page: what changed, and what is wrong with the page.
//!
//! 1. The page says where it is and which version it shows; it is told the version that is served, and its problems.
//! 2. From then on it is only told: of each change, then of what is wrong now. A tab that is closed is noticed at the next
//!    word to it, and some word is said every few seconds (an unasked-for pong, RFC 6455, section 5.5.3).
//! 3. Each page has a thread and a short queue of its own. One that takes nothing is dropped, and connects anew.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tungstenite::protocol::{Role, WebSocketConfig};
use tungstenite::{Bytes, Message, WebSocket};

use super::{Answers, Problem, target};

/// How often a word is said to pages that nothing happens to.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How many changes a page may be behind.
const QUEUE: usize = 64;
/// What a page says is short.
const LONGEST: usize = 16 * 1024;

/// What a change means for pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The version that is served now.
    pub version: u64,
    /// Addresses of style sheets that are others now.
    pub css: Vec<String>,
    /// Addresses of images that are others now.
    pub images: Vec<String>,
    /// Addresses of scripts that are others now.
    pub scripts: Vec<String>,
    /// Whether any page may be another.
    pub pages: bool,
}

/// Every open page.
#[derive(Debug)]
pub struct Live {
    /// Another one for every run of the program.
    id: String,
    /// By number, in the order they came.
    pages: Mutex<BTreeMap<u64, SyncSender<String>>>,
    came: AtomicU64,
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Said<'a> {
    Hello { version: u64, server: &'a str },
    Change(&'a Change),
    Problems { problems: Vec<Problem> },
}

impl Said<'_> {
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a page says first.
#[derive(Deserialize)]
struct Greeting {
    path: String,
}

impl Live {
    /// Nobody is there yet; `id` is another one for every run of the program.
    pub fn new(id: String) -> Self {
        Self { id, pages: Mutex::default(), came: AtomicU64::new(0) }
    }

    /// Tells every page of a change.
    pub fn announce(&self, change: &Change) {
        let text = Said::Change(change).text();
        self.pages().retain(|_, page| page.try_send(text.clone()).is_ok());
    }

    /// How many pages listen, as far as is known.
    pub fn count(&self) -> usize {
        self.pages().len()
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, SyncSender<String>>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Talks to one page until it goes.
    pub(super) fn talk(&self, stream: impl Read + Write, answers: &dyn Answers) {
        let config = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
        let mut socket = WebSocket::from_raw_socket(stream, Role::Server, Some(config));
        // Before the version is said, so that no change falls between.
        let (sender, receiver) = sync_channel(QUEUE);
        let number = self.came.fetch_add(1, Ordering::Relaxed);
        self.pages().insert(number, sender);
        // Why it ended is of no consequence: it connects anew.
        let _ = self.converse(&mut socket, &receiver, answers);
        self.pages().remove(&number);
    }

    fn converse<S: Read + Write>(
        &self,
        socket: &mut WebSocket<S>,
        changes: &Receiver<String>,
        answers: &dyn Answers,
    ) -> Result<(), tungstenite::Error> {
        say(socket, Said::Hello { version: answers.version(), server: &self.id }.text())?;
        let path = loop {
            match socket.read()? {
                Message::Text(text) => {
                    let Ok(greeting) = serde_json::from_str::<Greeting>(&text) else { return Ok(()) };
                    break target::read(&greeting.path).map(|(path, _)| path).unwrap_or_default();
                }
                Message::Close(_) => return Ok(()),
                _ => {}
            }
        };
        say(socket, Said::Problems { problems: answers.problems(&path) }.text())?;
        loop {
            match changes.recv_timeout(HEARTBEAT) {
                Ok(change) => {
                    say(socket, change)?;
                    // What waits already is said first: the problems are those after all of it.
                    for change in changes.try_iter() {
                        say(socket, change)?;
                    }
                    say(socket, Said::Problems { problems: answers.problems(&path) }.text())?;
                }
                Err(RecvTimeoutError::Timeout) => socket.send(Message::Pong(Bytes::new()))?,
                Err(RecvTimeoutError::Disconnected) => return socket.close(None),
            }
        }
    }
}

fn say<S: Read + Write>(socket: &mut WebSocket<S>, text: String) -> Result<(), tungstenite::Error> {
    socket.send(Message::text(text))
}
