"""One module a chapter: frames in, frames out; no file, no chart, no text."""
