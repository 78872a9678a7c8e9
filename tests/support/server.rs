//! `blogsite serve`, run as a user runs it, and asked over plain sockets: clients of the usual kind clean what they send.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::program::blogsite;

/// How long anything may take before a test fails. It decides nothing else.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// A running server; it ends with this value.
pub(crate) struct Server {
    process: Child,
    pub(crate) port: u16,
    /// What it said so far, line by line.
    said: Arc<Mutex<Vec<String>>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    /// Starts at any free port, and waits until it serves.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let any: &[&str] = if arguments.contains(&"-P") { &[] } else { &["-P", "0"] };
        let all = ["serve"].iter().chain(any).chain(arguments).copied();
        let mut command = blogsite(folder, all);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let stderr = process.stderr.take().unwrap();
        let errors = Arc::clone(&said);
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                errors.lock().unwrap().push(line);
            }
        });
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = loop {
            let Some(Ok(line)) = lines.next() else { panic!("it ended: {:?}", said.lock().unwrap()) };
            said.lock().unwrap().push(line.clone());
            if let Some((_, rest)) = line.split_once(" at http://") {
                let port = rest.split(['/', ' ']).next().unwrap().rsplit(':').next().unwrap();
                break port.parse().unwrap();
            }
        };
        let more = Arc::clone(&said);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                more.lock().unwrap().push(line);
            }
        });
        Self { process, port, said }
    }

    /// Every line so far.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// The lines about changes.
    pub(crate) fn changes(&self) -> Vec<String> {
        self.said().into_iter().filter(|line| line.contains(" ms; ")).collect()
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        stream
    }

    /// Sends bytes as they are, and reads until the server closes.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// One request; `headers` are whole lines without their end.
    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[&str]) -> Reply {
        let has_host = headers.iter().any(|header| header.to_lowercase().starts_with("host:"));
        let host = if has_host { String::new() } else { format!("Host: 127.0.0.1:{}\r\n", self.port) };
        let more: String = headers.iter().flat_map(|header| [*header, "\r\n"]).collect();
        parse(&self.raw(format!("{method} {target} HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n").as_bytes()))
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to, it leaves nothing behind.
        let asked = cfg!(unix) && Command::new("kill").arg(self.id().to_string()).output().is_ok();
        let started = Instant::now();
        while asked && started.elapsed() < Duration::from_secs(5) {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Takes a response apart.
pub(crate) fn parse(answer: &[u8]) -> Reply {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no response: {:?}", String::from_utf8_lossy(answer)));
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Reply { status, headers: lines.filter_map(header).collect(), body: answer[end + 4..].to_vec() }
}

/// Waits until something is so; fails with `what` and what `describe` gives if it never is.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool, describe: impl FnOnce() -> String) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < DEADLINE, "never: {what}\n{}", describe());
        thread::sleep(Duration::from_millis(2));
    }
}
