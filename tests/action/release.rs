//! A server on the loopback that holds releases, or fails as servers do.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// How a request is answered before the server does what it should.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Status(u16),
    /// The connection ends without a word.
    Silence,
    /// The connection ends in the midst of the body.
    Half,
}

#[derive(Default)]
struct Shelf {
    files: BTreeMap<String, Vec<u8>>,
    faults: VecDeque<Fault>,
    asked: Vec<String>,
}

/// The server; it ends with the test's process.
pub(crate) struct Server {
    pub(crate) url: String,
    shelf: Arc<Mutex<Shelf>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let served = Arc::clone(&shelf);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client may go away; the next one is answered all the same.
                let _ = answer(&stream.unwrap(), &served);
            }
        });
        Self { url, shelf }
    }

    /// Serves `bytes` at `path`; as on GitHub, whoever asks is first sent to where the files lie.
    pub(crate) fn put(&self, path: &str, bytes: Vec<u8>) {
        self.shelf.lock().unwrap().files.insert(path.to_owned(), bytes);
    }

    /// How the next requests fail.
    pub(crate) fn fail(&self, faults: &[Fault]) {
        self.shelf.lock().unwrap().faults.extend(faults);
    }

    /// The paths asked for so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shelf.lock().unwrap().asked.clone()
    }
}

fn answer(mut stream: &TcpStream, shelf: &Mutex<Shelf>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let (fault, stored) = {
        let mut shelf = shelf.lock().unwrap();
        let stored = path.strip_prefix("/stored");
        if stored.is_none() {
            shelf.asked.push(path.clone());
        }
        let fault = if stored.is_none() { shelf.faults.pop_front() } else { None };
        (fault, shelf.files.get(stored.unwrap_or(&path)).cloned())
    };
    let head = |status: u16, length: usize, more: &str| {
        format!("HTTP/1.1 {status} There\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n")
    };
    match (fault, stored) {
        (Some(Fault::Silence), _) => {}
        (Some(Fault::Status(status)), _) => stream.write_all(head(status, 0, "").as_bytes())?,
        (Some(Fault::Half), Some(bytes)) => {
            stream.write_all(head(200, bytes.len(), "").as_bytes())?;
            stream.write_all(&bytes[..bytes.len() / 2])?;
        }
        (_, None) => stream.write_all(head(404, 0, "").as_bytes())?,
        (None, Some(_)) if !path.starts_with("/stored") => {
            stream.write_all(head(302, 0, &format!("Location: /stored{path}\r\n")).as_bytes())?;
        }
        (None, Some(bytes)) => {
            stream.write_all(head(200, bytes.len(), "").as_bytes())?;
            stream.write_all(&bytes)?;
        }
    }
    Ok(())
}

/// An archive as a release has it: one folder of its name with the program in it.
pub(crate) fn archive(name: &str, program: &str, ending: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join(name);
    fs::create_dir(&folder).unwrap();
    let suffix = if ending == "zip" { ".exe" } else { "" };
    executable(&folder.join(format!("blogsite{suffix}")), program);
    let file = format!("archive.{ending}");
    let mut packer = if ending == "zip" { Command::new("zip") } else { Command::new("tar") };
    packer.args(if ending == "zip" { ["-q", "-r"] } else { ["-c", "-zf"] });
    let ran = packer.args([&file, name]).current_dir(dir.path()).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    fs::read(dir.path().join(file)).unwrap()
}

/// Writes a script that can be run. Another process writes it: a file that this one has open for writing may be held by a
/// child of another test, and cannot be run as long as it is.
pub(crate) fn executable(path: &Path, text: &str) {
    let write = "cat >\"$0\" && chmod +x \"$0\"";
    let mut shell = Command::new("sh").args(["-c", write]).arg(path).stdin(Stdio::piped()).spawn().unwrap();
    shell.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(shell.wait().unwrap().success());
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn sum_of(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let said = Command::new("sha256sum").arg(file.path()).output().unwrap().stdout;
    String::from_utf8(said).unwrap().split(' ').next().unwrap().to_owned()
}
