//! Parses arguments, runs one command, returns the exit code.

fn main() {}
