//! The workbench in a pseudo terminal: the real program, real keys, real signals.
//!
//! Numbers in the names of the tests are those of the acceptance scenarios of the interaction design:
//!
//! | scenario | what must hold | test |
//! |---|---|---|
//! | 1 | a sample opens with panes, headline and the hint for help | `screens::s01_…` |
//! | 2 | help is searched; Esc closes it and never exits | `screens::s02_…` |
//! | 3 | `:theme mono`: no colour is sent, the selection stays reversed | `screens::s03_…`, `tmux::s03_…` |
//! | 4 | `NO_COLOR`: reverse video, marks and words remain | `screens::s04_…` |
//! | 5 | Details and bytes follow each other | `screens::s05_…` |
//! | 6 | zoom, all, symlog with its letters, supposed revocation | `screens::s06_…` |
//! | 7 | events in the order of time, as in the report | `screens::s07_…` |
//! | 8 | a finding explains itself, `]` goes to the next | `screens::s08_…` |
//! | 9 | every size is survived, the selected node kept | `screens::s09_…` |
//! | 10 | inside tmux the outer terminal gets the copy, called unconfirmed | `tmux::s10_…` |
//! | 11 | over SSH one OSC 52, and it is said that terminals do not confirm | `clipboard::s11_…` |
//! | 12 | no clipboard: a file with narrow rights, `Not copied` | `clipboard::s12_…` |
//! | 13 | too much for OSC 52 is refused, a file offered | `triage::s13_…` |
//! | 14 | `p` prints the text alone, a key returns | `clipboard::s14_…` |
//! | 15 | hostile text is shown escaped, nothing of it reaches the terminal | `screens::s15_…` |
//! | 16 | a file name that turns the writing | `triage::s16_…` |
//! | 17 | a name of 10,000 characters | `screens::s17_…` |
//! | 18 to 21 | thousands of files, filter, groups, comparison | `triage::s18_…` to `triage::s21_…` |
//! | 22 | TERM and HUP leave a sane terminal | `process::s22_…` |
//! | 23 | Ctrl-Z and `fg` | `process::s23_…` |
//! | 24 | a panic of the screen, a panic of the parser | `process::s24_…`, `files::s24_…` |
//! | 25 | changed and vanished files, mistakes in the configuration, output to a pipe | `files::s25_…`, `process::s25_…` |
//!
//! Those of `tmux` are ignored, because they need tmux; `.ci/run` runs them.

mod clipboard;
mod files;
mod history;
mod lists;
mod process;
mod screens;
mod session;
mod tmux;
mod triage;
