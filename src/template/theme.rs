//! The built-in theme: templates and files inside the binary.
