//! What the environment says about displays, multiplexers and remote sessions.

use std::path::PathBuf;

/// A desktop with a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// Wayland.
    Wayland,
    /// X11.
    X11,
    /// macOS.
    Mac,
    /// Windows.
    Windows,
    /// Linux inside Windows.
    Wsl,
}

impl Display {
    /// Where a copied text is, in words.
    pub fn place(self) -> &'static str {
        match self {
            Self::Wayland => "system clipboard (wayland)",
            Self::X11 => "system clipboard (x11)",
            Self::Mac => "system clipboard (macOS)",
            Self::Windows => "system clipboard (Windows)",
            Self::Wsl => "system clipboard (WSL)",
        }
    }
}

/// A program between us and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiplexer {
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// What the environment says.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Over SSH: a desktop would be that of the other machine.
    pub remote: bool,
    /// The desktop.
    pub display: Option<Display>,
    /// A multiplexer.
    pub multiplexer: Option<Multiplexer>,
    /// A terminal that understands nothing.
    pub dumb: bool,
    /// The folder for a text that no clipboard took.
    pub cache: Option<PathBuf>,
}

impl Environment {
    /// Reads the variables of the process.
    pub fn read() -> Self {
        Self::from(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads variables through a function.
    pub fn from(variable: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name| variable(name).is_some();
        let display = if cfg!(target_os = "macos") {
            Some(Display::Mac)
        } else if cfg!(windows) {
            Some(Display::Windows)
        } else if has("WAYLAND_DISPLAY") {
            Some(Display::Wayland)
        } else if has("DISPLAY") {
            Some(Display::X11)
        } else if has("WSL_DISTRO_NAME") {
            Some(Display::Wsl)
        } else {
            None
        };
        let multiplexer = if has("TMUX") {
            Some(Multiplexer::Tmux)
        } else if has("STY") {
            Some(Multiplexer::Screen)
        } else {
            None
        };
        let folder = |base: Option<String>, rest: &str| base.map(|base| PathBuf::from(base).join(rest));
        let cache = folder(variable("XDG_CACHE_HOME"), "sigscope")
            .or_else(|| folder(variable("LOCALAPPDATA"), "sigscope"))
            .or_else(|| folder(variable("HOME"), ".cache/sigscope"));
        Self {
            remote: has("SSH_CONNECTION") || has("SSH_TTY"),
            display,
            multiplexer,
            dumb: variable("TERM").is_some_and(|term| term == "dumb"),
            cache,
        }
    }

    /// A desktop on this machine.
    pub fn is_local_desktop(&self) -> bool {
        !self.remote && self.display.is_some()
    }

    /// Programs that take a text for the desktop's clipboard.
    pub fn helpers(&self) -> Vec<Vec<String>> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<String>>();
        match self.display {
            Some(Display::Wayland) => vec![words("wl-copy"), words("xclip -selection clipboard")],
            Some(Display::X11) => vec![words("xclip -selection clipboard")],
            Some(Display::Mac) => vec![words("pbcopy")],
            Some(Display::Windows | Display::Wsl) => vec![words("clip.exe")],
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ssh_with_a_forwarded_display_is_no_local_desktop() {
        let environment = Environment::from(|name| match name {
            "SSH_CONNECTION" => Some("1 2 3 4".to_owned()),
            "DISPLAY" => Some(":10".to_owned()),
            _ => None,
        });
        assert!(!environment.is_local_desktop());
    }

    #[test]
    fn tmux_comes_before_screen() {
        let environment = Environment::from(|name| ["TMUX", "STY"].contains(&name).then(|| "x".to_owned()));
        assert_eq!(environment.multiplexer, Some(Multiplexer::Tmux));
    }
}
