//! A strict local Bot API server with a page.
