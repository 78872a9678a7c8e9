//! How long staging and committing take: a first build, and a second one that changes nothing.

use blogsite::address::OutputPath;
use blogsite::output::{Output, Ownership};
use divan::Bencher;

fn main() {
    divan::main();
}

const FILES: usize = 1_000;
const PAGE: &[u8] = &[b'x'; 18_000];

fn build(site: &std::path::Path) -> usize {
    let Ok(output) = Output::begin(site, Ownership::Ours, || ()) else { return 0 };
    for number in 0..FILES {
        let path = OutputPath::new(&format!("2026/{:02}/{:02}/Author{number}.html", number % 12 + 1, number % 28 + 1));
        if output.put(&path, PAGE).is_err() {
            return 0;
        }
    }
    output.commit().map_or(0, |committed| committed.written + committed.unchanged)
}

#[divan::bench(sample_count = 10)]
fn first_build(bencher: Bencher) {
    bencher
        .with_inputs(|| tempfile::tempdir().ok())
        .bench_refs(|folder| folder.as_ref().map(|f| build(&f.path().join("_site"))));
}

#[divan::bench(sample_count = 10)]
fn nothing_changed(bencher: Bencher) {
    let folder = tempfile::tempdir().ok();
    let site = folder.as_ref().map(|folder| folder.path().join("_site")).unwrap_or_default();
    build(&site);
    bencher.bench_local(|| build(&site));
}
