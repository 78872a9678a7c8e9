//! What templates see.
