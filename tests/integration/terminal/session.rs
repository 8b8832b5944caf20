//! A program in a pseudo terminal: what is on its screen, what it wrote, and keys for it.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder with the samples that the tests open, and folders for configuration and cache.
pub struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// Makes it; the samples are copies.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["config", "cache", "home"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for name in ["fresh.exe", "short.exe", "hostile.exe", "clean.exe", "tampered.exe"] {
            std::fs::copy(samples.join(name), folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the configuration.
    pub fn configure(&self, text: &str) {
        let folder = self.path().join("config/sigscope");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// Where a copy is saved that no clipboard took.
    pub fn copied(&self) -> PathBuf {
        self.path().join("cache/sigscope/copied.txt")
    }

    /// Starts sigscope with these arguments and further variables, in the folder.
    pub fn start(&self, size: (u16, u16), arguments: &[&str], variables: &[(&str, &str)]) -> Session {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sigscope"));
        command.args(["--at", "2026-11-23T00:00:00Z"]);
        command.args(arguments);
        self.spawn(size, command, variables)
    }

    /// Starts any program.
    pub fn spawn(
        &self,
        (columns, rows): (u16, u16),
        mut command: CommandBuilder,
        variables: &[(&str, &str)],
    ) -> Session {
        command.env_clear();
        let path = std::env::var("PATH").unwrap_or_default();
        let at = |name: &str| self.path().join(name).to_string_lossy().into_owned();
        for (name, value) in [
            ("PATH", path),
            ("TERM", "xterm-256color".to_owned()),
            ("LC_ALL", "C.UTF-8".to_owned()),
            ("HOME", at("home")),
            ("XDG_CONFIG_HOME", at("config")),
            ("XDG_CACHE_HOME", at("cache")),
            ("XDG_STATE_HOME", at("state")),
        ] {
            command.env(name, value);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        command.cwd(self.path());
        Session::start(columns, rows, command)
    }
}

fn cells(count: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(count).unwrap()
}

/// What a program has written.
struct Output {
    parser: vt100::Parser,
    raw: Vec<u8>,
}

/// A running program.
pub struct Session {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    output: Arc<Mutex<Output>>,
}

impl Session {
    fn start(columns: u16, rows: u16, command: CommandBuilder) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let output = Arc::new(Mutex::new(Output {
            parser: vt100::Parser::new(cells(rows), cells(columns), 200),
            raw: Vec::new(),
        }));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (shared, answers) = (output.clone(), keys.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let bytes = &buffer[..count];
                // Like every terminal: the question for its attributes is answered.
                if bytes.windows(3).any(|window| window == b"\x1b[c") {
                    let _ = answers.lock().unwrap().write_all(b"\x1b[?62;4c");
                }
                let mut output = shared.lock().unwrap();
                output.raw.extend_from_slice(bytes);
                output.parser.process(bytes);
            }
        });
        Self { master: pair.master, child, keys, output }
    }

    /// Sends bytes as if they were typed.
    pub fn send(&self, keys: &str) -> &Self {
        let mut writer = self.keys.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
        self
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.output.lock().unwrap().parser.screen().contents()
    }

    /// Everything that was written.
    pub fn raw(&self) -> Vec<u8> {
        self.output.lock().unwrap().raw.clone()
    }

    /// Everything that was written, as text.
    pub fn raw_text(&self) -> String {
        String::from_utf8_lossy(&self.raw()).into_owned()
    }

    /// Waits until the screen contains a text.
    pub fn wait_for(&self, text: &str) -> &Self {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Waits until the screen contains a text no more.
    pub fn wait_gone(&self, text: &str) -> &Self {
        self.wait_until(&format!("no {text}"), |screen| !screen.contains(text))
    }

    /// Waits until something holds for the screen.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) -> &Self {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return self;
            }
            assert!(start.elapsed() < PATIENCE, "waited for {what}:\n{screen}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The lines that hold a cell in reverse video, those cells alone.
    pub fn reversed(&self) -> Vec<String> {
        let output = self.output.lock().unwrap();
        let screen = output.parser.screen();
        let (rows, columns) = screen.size();
        let line = |row| {
            let cells = (0..columns.get()).filter_map(|column| screen.cell(row, column));
            cells.filter(|cell| cell.inverse()).map(|cell| cell.contents().to_owned()).collect::<String>()
        };
        (0..rows.get()).map(line).filter(|text| !text.is_empty()).collect()
    }

    /// The bytes that the pane of bytes shows in reverse video, as hex; `in_row` of them stand in a row.
    pub fn reversed_bytes(&self, in_row: u16) -> String {
        let output = self.output.lock().unwrap();
        let screen = output.parser.screen();
        let (rows, columns) = screen.size();
        let text = |row: u16, column: u16| screen.cell(row, column).map_or("", |cell| cell.contents());
        let title = ["5", " ", "D", "E", "R"];
        let mut places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let found =
            places.find(|(row, column)| title.iter().zip(*column..).all(|(letter, x)| text(*row, x) == *letter));
        let Some((top, left)) = found else { return String::new() };
        // Behind the offset: two digits and a blank for each byte.
        let digits = left + 10..left + 10 + 3 * in_row - 1;
        let below = (top + 1..rows.get()).take_while(|row| text(*row, left).starts_with('0'));
        let cells = below.flat_map(|row| digits.clone().filter_map(move |column| screen.cell(row, column)));
        cells
            .filter(|cell| cell.inverse() && cell.contents().trim() != "")
            .map(|cell| cell.contents().to_owned())
            .collect()
    }

    /// Tells whether any cell has a colour of its own.
    pub fn has_colour(&self) -> bool {
        let output = self.output.lock().unwrap();
        let screen = output.parser.screen();
        let (rows, columns) = screen.size();
        let plain = vt100::Color::Default;
        (0..rows.get()).any(|row| {
            (0..columns.get())
                .filter_map(|column| screen.cell(row, column))
                .any(|cell| cell.fgcolor() != plain || cell.bgcolor() != plain)
        })
    }

    /// Tells whether the alternate screen is shown.
    pub fn is_alternate(&self) -> bool {
        self.output.lock().unwrap().parser.screen().alternate_screen()
    }

    /// What is left of the terminal's modes: alternate screen, hidden cursor, bracketed paste, mouse.
    pub fn is_clean(&self) -> bool {
        let output = self.output.lock().unwrap();
        let screen = output.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) -> &Self {
        self.output.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits for the end and gives the exit status.
    pub fn wait_exit(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What was written last is still on its way.
                std::thread::sleep(Duration::from_millis(50));
                return status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "does not end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Takes no output any more while it redraws again and again, until the terminal is full and the program waits for
    /// it; then does something that ends the program. Gives the exit status and how long that took.
    pub fn end_when_full(&mut self, end: impl FnOnce()) -> (u32, Duration) {
        // The thread that reads waits for this lock.
        let held = self.output.lock().unwrap();
        for _ in 0..100 {
            self.keys.lock().unwrap().write_all(b"\x0c").unwrap();
            std::thread::sleep(Duration::from_millis(10));
        }
        let start = Instant::now();
        end();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                drop(held);
                return (status.exit_code(), start.elapsed());
            }
            assert!(start.elapsed() < PATIENCE, "does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether the terminal echoes and reads line by line, as a shell left it.
    #[cfg(unix)]
    pub fn is_sane(&self) -> bool {
        let modes = format!("{:?}", self.master.get_termios().unwrap().local_flags);
        modes.contains("ECHO") && modes.contains("ICANON") && modes.contains("ISIG")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
