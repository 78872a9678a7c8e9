//! What templates can ask for: `{{ url_for(path="/about.html") }}`.
