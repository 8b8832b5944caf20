//! The event loop: actions in, frames and effects out. Everything that touches files, clipboard or terminal is here.

mod background;
mod copies;
mod disk;
mod input;
#[cfg(unix)]
mod key_codes;
pub mod panic;
pub mod pen;
mod records;
#[cfg(unix)]
mod sequences;
mod signals;
mod start;
mod terminal;
mod workers;

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crossterm::{execute, terminal as term};

use super::action::Action;
use super::app::{App, Source};
use super::clipboard::{Clipboard, Environment};
use super::config::{self, Config};
use super::effect::{Effect, Turn};
use super::{Start, WorkbenchOptions, screen, update};
use copies::Copies;
use signals::Signal;
use start::start_app;
use terminal::Screen;
use workers::{Job, Workers};

/// What wakes the loop.
#[derive(Debug)]
pub enum Event {
    /// For `update`.
    Action(Action),
    /// Bytes to write to the terminal, and what to say afterwards.
    Sequence(Vec<u8>),
    /// A signal came.
    Signal(Signal),
    /// The terminal is gone.
    InputClosed,
}

/// Shortest time between two frames that no key asked for.
const FRAME: Duration = Duration::from_millis(33);
/// Time without a step after which the bytes follow: longer than between two repeats of a held key.
const PAUSE: Duration = Duration::from_millis(60);
/// Shortest time between two frames while a scan reports its progress.
const PROGRESS: Duration = Duration::from_millis(250);

/// Runs the workbench until it is closed; gives the exit status.
///
/// # Errors
/// When the terminal cannot be taken or written to.
pub fn run(options: WorkbenchOptions) -> io::Result<u8> {
    panic::install();
    let config = config::load(options.config.as_deref());
    let (events, inbox) = sync_channel::<Event>(128);
    signals::start(events.clone())?;
    let guard = terminal::take(config.mouse)?;
    let (mut app, early) = start_app(&options, &config);
    input::start(events.clone(), early)?;
    let mut runtime = Runtime::new(&options, &config, &events, &app);
    let mut effects = Vec::new();
    match options.start {
        Start::File(path) => effects.extend(update::open_alone(&mut app, Source::Path(path))),
        Start::Paths(inputs) => {
            effects.extend(update::update(&mut app, Action::Walking));
            runtime.workers.walk(inputs);
        }
        Start::Records(records) => {
            effects.extend(update::update(&mut app, Action::Walking));
            runtime.workers.records(records);
        }
        Start::Sources(sources) => effects.extend(update::update(&mut app, Action::Found(sources))),
    }
    let mut screen = terminal::screen()?;
    for effect in effects {
        runtime.perform(&mut app, &mut screen, effect)?;
    }
    let status = runtime.work(&mut app, &mut screen, &inbox);
    // A terminal that went away fails the frame at the same moment as its signal comes.
    let status = status.or_else(|error| ended_by_signal(&inbox).ok_or(error));
    let unwritten = options.history.as_ref().and_then(|history| history.finish().err());
    let unfinished = if app.quit { runtime.copies.finish(&inbox) } else { None };
    drop(guard);
    for line in unfinished.into_iter().chain(unwritten).chain(runtime.copies.persist().map(str::to_owned)) {
        let _ = writeln!(io::stderr(), "sigscope: {line}");
    }
    status
}

/// The threads, and what the loop has to remember.
struct Runtime {
    workers: Workers,
    disk: Sender<Effect>,
    copies: Copies,
    stopped: bool,
    /// When the last step was made, until the pause behind it.
    stepped: Option<Instant>,
    /// When the running scan began.
    scanning: Option<Instant>,
}

impl Runtime {
    fn new(options: &WorkbenchOptions, config: &Config, events: &SyncSender<Event>, app: &App) -> Self {
        let identities = disk::Identities::default();
        let workers = Workers::start(options, &app.policy, &identities, events);
        let disk = disk::start(identities, events.clone(), config.path.clone(), options.history.clone());
        let clipboard = Clipboard::new(config.provider.clone(), Environment::read());
        let copies = Copies::start(clipboard, config.persist, events.clone());
        Self { workers, disk, copies, stopped: false, stepped: None, scanning: None }
    }

    fn work(&mut self, app: &mut App, screen: &mut Screen, inbox: &Receiver<Event>) -> io::Result<u8> {
        let mut last = None;
        let mut dirty = true;
        let mut by_key = true;
        loop {
            if self.stepped.is_some_and(|stepped| stepped.elapsed() >= PAUSE) {
                self.stepped = None;
                update::update(app, Action::Paused);
                (dirty, by_key) = (true, true);
            }
            let due = last.map_or(Duration::ZERO, |last: Instant| {
                // Once the first screen is full, progress is all that changes.
                let full = app.list.done() > usize::from(app.size.1);
                let gap = if app.scan.running && full { PROGRESS } else { FRAME };
                gap.saturating_sub(last.elapsed())
            });
            if dirty && !self.stopped && (by_key || due.is_zero()) {
                self.draw(app, screen)?;
                last = Some(Instant::now());
                (dirty, by_key) = (false, false);
                continue;
            }
            let event = match self.wait(inbox, (dirty && !self.stopped).then_some(due)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            };
            let mut next = Some(event);
            // Everything that waits goes into one frame; of several sizes the last one counts. A stream of results
            // may not keep a key from its frame, so the batch is bounded.
            for _ in 0..256 {
                let Some(event) = next.take() else { break };
                by_key |= matches!(event, Event::Action(Action::Key(_) | Action::Resize(..) | Action::Paste(_)));
                dirty = true;
                if let Some(status) = self.handle(app, screen, inbox, event)? {
                    return Ok(status);
                }
                next = inbox.try_recv().ok();
            }
            if let Some(event) = next
                && let Some(status) = self.handle(app, screen, inbox, event)?
            {
                return Ok(status);
            }
        }
    }

    /// Waits for an event, but not beyond the next frame or the pause behind the last step.
    fn wait(&self, inbox: &Receiver<Event>, frame: Option<Duration>) -> Result<Event, RecvTimeoutError> {
        let pause = self.stepped.map(|stepped| PAUSE.saturating_sub(stepped.elapsed()));
        match frame.into_iter().chain(pause).min() {
            Some(time) => inbox.recv_timeout(time),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn draw(&mut self, app: &mut App, screen: &mut Screen) -> io::Result<()> {
        self.scanning = if app.scan.running { self.scanning.or_else(|| Some(Instant::now())) } else { None };
        if let Some(begun) = self.scanning {
            update::update(app, Action::Elapsed(begun.elapsed()));
        }
        for effect in update::settle(app) {
            self.perform(app, screen, effect)?;
        }
        execute!(screen.backend_mut(), term::BeginSynchronizedUpdate)?;
        screen.draw(|frame| screen::render(frame, app))?;
        execute!(screen.backend_mut(), term::EndSynchronizedUpdate)?;
        Ok(())
    }

    /// Answers one event; gives the exit status when the program ends.
    fn handle(
        &mut self,
        app: &mut App,
        screen: &mut Screen,
        inbox: &Receiver<Event>,
        event: Event,
    ) -> io::Result<Option<u8>> {
        match event {
            Event::Action(action) => {
                #[cfg(debug_assertions)]
                forced_panic(&action, "screen");
                self.copies.count(&action);
                // Keys typed ahead of the frame act on what the keys before them have made.
                if matches!(action, Action::Key(_)) {
                    for effect in update::settle(app) {
                        self.perform(app, screen, effect)?;
                    }
                }
                for effect in update::update(app, action) {
                    match effect {
                        Effect::Print(text) => {
                            if let Some(status) = self.print(app, screen, inbox, &text)? {
                                return Ok(Some(status));
                            }
                        }
                        effect => self.perform(app, screen, effect)?,
                    }
                }
                if app.quit {
                    return Ok(Some(0));
                }
            }
            Event::Sequence(bytes) => terminal::write_between_frames(&bytes)?,
            Event::Signal(Signal::End(status)) => return Ok(Some(status)),
            Event::Signal(Signal::Stop) => self.stop(),
            Event::Signal(Signal::Continue) => self.resume(app, screen)?,
            Event::InputClosed => return Ok(Some(ended_by_signal(inbox).unwrap_or(0))),
        }
        Ok(None)
    }

    fn perform(&mut self, app: &mut App, screen: &mut Screen, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Analyse { file, generation, source, turn } => {
                self.workers.submit(Job { file, generation, source, turn, evidence: None });
            }
            Effect::Judge { file, generation, evidence } => {
                let source = app.file(file).map(|file| file.source.clone());
                if let Some(source) = source {
                    self.workers.submit(Job { file, generation, source, turn: Turn::Open, evidence: Some(evidence) });
                }
            }
            Effect::TakePolicy => self.workers.take_policy(app.revision, &app.policy),
            Effect::OpenList { path, issuers } => self.workers.open_list(path, app.policy.clone(), issuers),
            Effect::Walk(path) => {
                let input = crate::batch::Input { path, recursive: true };
                self.workers.walk(Box::new(std::iter::once(input)));
            }
            Effect::StopScan => self.workers.stop(),
            Effect::ResumeScan => self.workers.resume(),
            Effect::ReadBytes { .. }
            | Effect::Check { .. }
            | Effect::Write { .. }
            | Effect::SaveTheme(_)
            | Effect::Remark { .. } => {
                // The thread lives as long as the program.
                let _ = self.disk.send(effect);
            }
            Effect::Copy { text, fields } => self.copies.ask(text, fields),
            Effect::Mouse(on) => terminal::capture_mouse(on)?,
            Effect::Redraw => {
                app.size = terminal::clear(screen)?;
            }
            Effect::Pause => self.stepped = Some(Instant::now()),
            Effect::Suspend => self.stop(),
            Effect::Print(_) | Effect::Quit => {}
        }
        Ok(())
    }

    /// Leaves the alternate screen, prints the text alone, and waits for a key; gives the exit status when the program
    /// ends there.
    fn print(
        &mut self,
        app: &mut App,
        screen: &mut Screen,
        inbox: &Receiver<Event>,
        text: &str,
    ) -> io::Result<Option<u8>> {
        terminal::restore();
        {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.write_all(b"\n\n(any key returns to sigscope)\n")?;
            out.flush()?;
        }
        // Keys are read one by one and not shown while the text stands there.
        terminal::raw()?;
        let status = loop {
            match inbox.recv() {
                Ok(Event::Action(Action::Key(_))) => break None,
                Ok(Event::Signal(Signal::End(status))) => break Some(status),
                Ok(Event::InputClosed) | Err(_) => break Some(ended_by_signal(inbox).unwrap_or(0)),
                Ok(Event::Signal(Signal::Stop)) => {
                    terminal::cooked();
                    signals::stop_process_group();
                }
                Ok(Event::Signal(Signal::Continue)) => {
                    if signals::in_foreground() {
                        terminal::raw()?;
                    }
                }
                // A copy that was still on its way.
                Ok(Event::Sequence(bytes)) => terminal::write_between_frames(&bytes)?,
                Ok(Event::Action(action)) => {
                    self.copies.count(&action);
                    for effect in update::update(app, action) {
                        if !matches!(effect, Effect::Print(_)) {
                            self.perform(app, screen, effect)?;
                        }
                    }
                }
            }
        };
        if status.is_some() {
            terminal::cooked();
            return Ok(status);
        }
        self.retake(app, screen)?;
        Ok(None)
    }

    fn retake(&mut self, app: &mut App, screen: &mut Screen) -> io::Result<()> {
        // The guard of `run` gives back whatever is taken when it goes.
        std::mem::forget(terminal::take(app.mouse)?);
        app.size = terminal::clear(screen)?;
        Ok(())
    }

    fn stop(&mut self) {
        if cfg!(unix) {
            terminal::restore();
            self.stopped = true;
            signals::stop_process_group();
        }
    }

    fn resume(&mut self, app: &mut App, screen: &mut Screen) -> io::Result<()> {
        if !signals::in_foreground() {
            return Ok(());
        }
        self.stopped = false;
        self.retake(app, screen)?;
        for effect in update::update(app, Action::Resumed) {
            self.perform(app, screen, effect)?;
        }
        Ok(())
    }
}

/// The exit status of a signal that is about to be told.
fn ended_by_signal(inbox: &Receiver<Event>) -> Option<u8> {
    let end = Instant::now().checked_add(Duration::from_millis(100))?;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        if let Event::Signal(Signal::End(status)) = inbox.recv_timeout(left).ok()? {
            return Some(status);
        }
    }
    None
}

/// Lets a test see what a panic costs: `SIGSCOPE_FORCE_PANIC=screen`, or `input`, then F12.
#[cfg(debug_assertions)]
fn forced_panic(action: &Action, place: &str) {
    if let Action::Key(key) = action
        && key.code == crossterm::event::KeyCode::F(12)
    {
        let asked = std::env::var_os("SIGSCOPE_FORCE_PANIC").is_some_and(|value| value == place);
        assert!(!asked, "forced by SIGSCOPE_FORCE_PANIC");
    }
}
