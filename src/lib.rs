//! Analysis core of sigscope.
