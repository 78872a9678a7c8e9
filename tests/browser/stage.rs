//! A server that speaks what the script understands, and serves what a test puts on it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

const SCRIPT: &str = include_str!("../../src/server/live_reload.js");

/// The server; it ends with the test.
pub(crate) struct Stage {
    address: SocketAddr,
    scene: Arc<Mutex<Scene>>,
}

/// What is served now.
#[derive(Default)]
struct Scene {
    files: BTreeMap<String, Vec<u8>>,
    moved: BTreeMap<String, String>,
    problems: Vec<Value>,
    version: u64,
    run: u64,
    sockets: Vec<Sender<String>>,
    is_over: bool,
    /// Each request: its path and query.
    asked: Vec<String>,
}

impl Stage {
    /// Serves `files`: URL path → text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scene = Arc::new(Mutex::new(Scene { version: 1, run: 1, ..Scene::default() }));
        let stage = Self { address: listener.local_addr().unwrap(), scene };
        for (path, text) in files {
            stage.put(path, text);
        }
        let scene = Arc::clone(&stage.scene);
        // A thread for each connection, and a connection for each request: nothing waits for anything else.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if scene.lock().unwrap().is_over {
                    return;
                }
                let scene = Arc::clone(&scene);
                // The browser may be gone by the time it is answered.
                std::thread::spawn(move || Request::read(stream).and_then(|request| answer(request, &scene)));
            }
        });
        stage
    }

    fn scene(&self) -> MutexGuard<'_, Scene> {
        self.scene.lock().unwrap()
    }

    /// `http://127.0.0.1:4000/a.html`
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Changes a file and tells nobody.
    pub(crate) fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        self.scene().files.insert(path.to_owned(), text.as_ref().to_owned());
    }

    /// Changes a page and says so.
    pub(crate) fn change_page(&self, path: &str, text: &str) {
        self.put(path, text);
        self.announce(&[], &[], &[], true);
    }

    /// Moves a file without a word.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        let mut scene = self.scene();
        let file = scene.files.remove(from).unwrap();
        scene.files.insert(to.to_owned(), file);
        scene.moved.insert(from.to_owned(), to.to_owned());
    }

    /// Takes a file away without a word.
    pub(crate) fn remove(&self, path: &str) {
        self.scene().files.remove(path);
    }

    /// Tells every page of a change.
    pub(crate) fn announce(&self, css: &[&str], images: &[&str], scripts: &[&str], pages: bool) {
        let mut scene = self.scene();
        scene.version += 1;
        let version = scene.version;
        scene.say(&json!({ "type": "change", "version": version, "css": css, "images": images, "scripts": scripts, "pages": pages }));
    }

    /// Tells every page what is wrong now.
    pub(crate) fn set_problems(&self, problems: &[Value]) {
        let mut scene = self.scene();
        scene.problems = problems.to_vec();
        let said = json!({ "type": "problems", "problems": problems });
        scene.say(&said);
    }

    /// Changes without anyone connected.
    pub(crate) fn announce_to_nobody(&self) {
        let mut scene = self.scene();
        scene.sockets.clear();
        scene.version += 1;
    }

    /// Becomes another server: connections end, versions begin again.
    pub(crate) fn restart(&self) {
        let mut scene = self.scene();
        scene.run += 1;
        scene.version = 1;
        scene.sockets.clear();
    }

    /// Ends all connections and stays the same server.
    pub(crate) fn disconnect(&self) {
        self.scene().sockets.clear();
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.scene().asked.iter().filter(|asked| *asked == path).count()
    }

    /// How many pages are connected.
    pub(crate) fn connections(&self) -> usize {
        self.scene().sockets.len()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let mut scene = self.scene();
        scene.sockets.clear();
        scene.is_over = true;
        let _ = TcpStream::connect(self.address);
    }
}

/// A request, as far as it matters here.
struct Request {
    stream: TcpStream,
    /// `/a.html?query`
    url: String,
    /// Lower-case name → value.
    headers: BTreeMap<String, String>,
}

impl Request {
    fn read(stream: TcpStream) -> std::io::Result<Self> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
        let url = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = BTreeMap::new();
        for line in lines {
            match line?.split_once(": ") {
                Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
                None => break,
            };
        }
        Ok(Self { stream, url, headers })
    }
}

impl Scene {
    fn say(&mut self, message: &Value) {
        let text = message.to_string();
        self.sockets.retain(|socket| socket.send(text.clone()).is_ok());
    }

    fn hello(&self) -> Value {
        json!({ "type": "hello", "version": self.version, "server": format!("run {}", self.run) })
    }
}

fn answer(request: Request, scene: &Arc<Mutex<Scene>>) -> std::io::Result<()> {
    let url = request.url.clone();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    scene.lock().unwrap().asked.push(url.clone());
    match path {
        "/__blogsite/live" => connect(request, scene),
        "/__blogsite/live.js" => respond(request, 200, "text/javascript", SCRIPT.as_bytes()),
        "/__blogsite/where" => {
            let asked = percent_encoding::percent_decode_str(query.trim_start_matches("path=")).decode_utf8_lossy();
            let found = json!({ "path": scene.lock().unwrap().moved.get(&*asked) });
            respond(request, 200, "application/json", found.to_string().as_bytes())
        }
        _ => serve(request, path, scene),
    }
}

fn serve(request: Request, path: &str, scene: &Arc<Mutex<Scene>>) -> std::io::Result<()> {
    let (file, version) = {
        let scene = scene.lock().unwrap();
        (scene.files.get(path).cloned(), scene.version)
    };
    let page = |text: &[u8]| {
        let script = format!("<script src=\"/__blogsite/live.js\" data-version=\"{version}\" defer></script></body>");
        String::from_utf8_lossy(text).replacen("</body>", &script, 1).into_bytes()
    };
    match (file, path.rsplit_once('.').map_or("html", |(_, extension)| extension)) {
        (Some(file), "html") => respond(request, 200, "text/html; charset=utf-8", &page(&file)),
        (Some(file), "css") => respond(request, 200, "text/css", &file),
        (Some(file), "svg") => respond(request, 200, "image/svg+xml", &file),
        (Some(file), "js") => respond(request, 200, "text/javascript", &file),
        (Some(file), "wav") => respond(request, 200, "audio/wav", &file),
        (Some(file), _) => respond(request, 200, "application/octet-stream", &file),
        (None, _) => {
            let text =
                b"<!doctype html><html><head><title>None</title></head><body><p>404: nothing here</p></body></html>";
            respond(request, 404, "text/html; charset=utf-8", &page(text))
        }
    }
}

/// As the real server does: to the script a page that is missing is said in a header.
fn respond(mut request: Request, status: u16, kind: &str, body: &[u8]) -> std::io::Result<()> {
    let quiet = format!("Blogsite-Status: {status}\r\n");
    let (status, said) =
        if request.headers.contains_key("blogsite-live") { (200, quiet) } else { (status, String::new()) };
    let length = body.len();
    write!(
        request.stream,
        "HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-cache\r\n{said}Connection: close\r\n\r\n"
    )?;
    request.stream.write_all(body)
}

fn connect(mut request: Request, scene: &Arc<Mutex<Scene>>) -> std::io::Result<()> {
    let key = request.headers.get("sec-websocket-key").map(String::as_str).unwrap_or_default();
    let accept = tungstenite::handshake::derive_accept_key(key.as_bytes());
    write!(
        request.stream,
        "HTTP/1.1 101 Said\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    )?;
    let mut socket = WebSocket::from_raw_socket(request.stream, Role::Server, None);
    let Ok(Message::Text(greeting)) = socket.read() else { return Ok(()) };
    assert!(serde_json::from_str::<Value>(&greeting).unwrap()["path"].is_string());
    let (sender, receiver): (Sender<String>, Receiver<String>) = channel();
    {
        let mut scene = scene.lock().unwrap();
        let _ = sender.send(scene.hello().to_string());
        let _ = sender.send(json!({ "type": "problems", "problems": scene.problems }).to_string());
        scene.sockets.push(sender);
    }
    for text in receiver {
        if socket.send(Message::text(text)).is_err() {
            return Ok(());
        }
    }
    // The other side hears of it at once; what it answers is of no use.
    let _ = socket.close(None);
    let _ = socket.flush();
    Ok(())
}
