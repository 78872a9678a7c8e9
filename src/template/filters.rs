//! What templates can do with a value: `{{ page.date | date(format="%e %B %Y") }}`.
