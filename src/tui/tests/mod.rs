//! The workbench as a whole: actions in, frames out, without a terminal.

mod bytes;
mod compare;
mod copying;
mod findings;
mod frames;
mod keys;
mod list;
mod lists;
mod mouse;
mod pictures;
mod popups;
mod properties;
mod scenarios;
mod speed;
mod supposed;
mod timeline;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::action::{Action, Examined, Origin};
use super::app::{App, Source};
use super::effect::Effect;
use super::keymap::{Keymap, parse_key};
use super::screen;
use super::theme::{Theme, ThemeName};
use super::update::{open_alone, settle, update};
use super::widgets::glyphs::Glyphs;
use crate::container::ReadAt;
use crate::demo::{self, SAMPLES};
use crate::examine::{ExamineOptions, examine_bytes};
use crate::judge::judge;
use crate::model::Instant;
use crate::trust::TrustStore;

/// A workbench whose effects on files are done at once, and the others collected.
pub struct Bench {
    /// Its state.
    pub app: App,
    /// Effects that were asked for and not done.
    pub asked: Vec<Effect>,
    /// Keys come without a pause between them.
    pub held: bool,
}

impl Bench {
    /// Opens one bundled sample on a screen of this size, as of a fixed day.
    pub fn open(name: &str, width: u16, height: u16) -> Self {
        let mut bench = Self::empty(width, height);
        let effects = open_alone(&mut bench.app, bundled(name));
        bench.perform(effects);
        bench.settle();
        bench
    }

    /// Opens the list with some bundled samples.
    pub fn list(names: &[&str], width: u16, height: u16) -> Self {
        let mut bench = Self::empty(width, height);
        bench.act(Action::Found(names.iter().map(|name| bundled(name)).collect()));
        bench
    }

    /// A workbench without files.
    pub fn empty(width: u16, height: u16) -> Self {
        let at: Instant = "2026-11-23T00:00:00Z".parse().unwrap();
        let policy = demo::policy(at, TrustStore::built_in());
        let theme = Theme::new(ThemeName::Dark);
        let mut app = App::new(policy, theme, Glyphs::default(), Keymap::default());
        app.size = (width, height);
        Self { app, asked: Vec::new(), held: false }
    }

    /// Does one action with all that follows from it.
    pub fn act(&mut self, action: Action) {
        let effects = update(&mut self.app, action);
        self.perform(effects);
        self.settle();
    }

    fn settle(&mut self) {
        let effects = settle(&mut self.app);
        if !effects.is_empty() {
            self.perform(effects);
            settle(&mut self.app);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Analyse { file, generation, source: Source::Bundled { name, bytes }, .. } => {
                    let evidence = examine_bytes(name, bytes, &ExamineOptions::default());
                    let analysis = Arc::new(judge(&evidence, &self.app.policy));
                    let result = Box::new(Examined {
                        evidence: Some(Arc::new(evidence)),
                        analysis: Some(analysis),
                        error: None,
                        revision: self.app.revision,
                        read_at: Some(self.app.policy.at),
                        origin: Origin::File,
                    });
                    self.act(Action::Analysed { file, generation, result });
                }
                Effect::ReadBytes { file, source: Source::Bundled { bytes, .. }, offset, length } => {
                    let bytes = bytes.read_range(offset, length).map_err(|error| error.to_string());
                    self.act(Action::Bytes { file, offset, bytes });
                }
                Effect::Judge { file, generation, evidence } => {
                    let result = Ok(Arc::new(judge(&evidence, &self.app.policy)));
                    self.act(Action::Judged { file, generation, result });
                }
                Effect::OpenList { path, issuers } => {
                    let opened = crate::lists::open(&path, &self.app.policy, &issuers);
                    self.act(Action::ListOpened(opened.map(Box::new).map_err(|error| error.in_one_line())));
                }
                Effect::Pause if !self.held => self.act(Action::Paused),
                Effect::Check { .. } | Effect::TakePolicy => {}
                other => self.asked.push(other),
            }
        }
    }

    /// Presses keys, written as in the configuration and separated by blanks; `"text"` is typed.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            let pressed = parse_key(key).unwrap_or_else(|| panic!("no key: {key}"));
            self.act(Action::Key(pressed));
        }
        self
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.act(Action::Key(KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE)));
        }
        self
    }

    /// Changes the size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.act(Action::Resize(width, height));
        self
    }

    /// The cells of the next frame.
    pub fn buffer(&self) -> Buffer {
        let (width, height) = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| screen::render(frame, &self.app)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The next frame as text, blanks at the ends of lines cut off.
    pub fn frame(&self) -> String {
        let buffer = self.buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            text.push_str(line(&buffer, y).trim_end());
            text.push('\n');
        }
        text
    }

    /// The characters in reverse video, line by line; lines without any are left out.
    pub fn reversed(&self) -> Vec<String> {
        let buffer = self.buffer();
        let rows = (0..buffer.area.height).map(|y| {
            let cells = (0..buffer.area.width).map(|x| &buffer[(x, y)]);
            cells
                .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
                .map(|cell| cell.symbol())
                .collect::<String>()
        });
        rows.filter(|text| !text.is_empty()).collect()
    }
}

/// A bundled sample.
fn bundled(name: &str) -> Source {
    let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
    Source::Bundled { name: sample.name, bytes: sample.bytes }
}

fn line(buffer: &Buffer, y: u16) -> String {
    (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect()
}
