//! The workbench in a pseudo terminal: the real program, real keys, real signals.
//!
//! Numbers in the names of the tests are those of the acceptance scenarios of the interaction design.

mod clipboard;
mod files;
mod process;
mod screens;
mod session;
mod tmux;
mod triage;
