//! Comparisons of hand-made and real files.
