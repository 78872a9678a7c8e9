//! Patterns like `/:categories/:year/:month/:day/:title.html` → addresses, by Jekyll's rules.
