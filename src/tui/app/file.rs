//! One file of the workbench: where it comes from, what is known about it, how it is looked at.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use super::SampleView;
use crate::model::{Analysis, Evidence, Instant};
use crate::triage::last_part;
use crate::tui::action::OnDisk;

/// A file's place in [`super::App::list`], in the order found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub usize);

/// Where a file's bytes come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The file system.
    Path(PathBuf),
    /// A sample that is part of the program.
    Bundled {
        /// Its name.
        name: &'static str,
        /// Its bytes.
        bytes: &'static [u8],
    },
    /// An analysis made earlier; there are no bytes.
    Record(Arc<Analysis>),
    /// An analysis made earlier, in a file of such records; the file it is about may be there or not.
    Recorded(Arc<Recorded>),
}

/// Where the record of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The path of the file itself, as it was then.
    pub path: PathBuf,
    /// The file of records.
    pub records: Arc<std::path::Path>,
    /// First byte of the record.
    pub offset: u64,
}

impl Source {
    /// The path as text, unsafe to show as it is.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.to_string_lossy().into_owned(),
            Self::Bundled { name, .. } => (*name).to_owned(),
            Self::Record(analysis) => analysis.path.clone(),
            Self::Recorded(recorded) => recorded.path.to_string_lossy().into_owned(),
        }
    }

    /// The path as bytes, unsafe to show as they are.
    pub fn whole_path(&self) -> &[u8] {
        match self {
            Self::Path(path) => path.as_os_str().as_encoded_bytes(),
            Self::Bundled { name, .. } => name.as_bytes(),
            Self::Record(analysis) => {
                analysis.path_bytes.as_ref().map_or(analysis.path.as_bytes(), |bytes| bytes.0.as_slice())
            }
            Self::Recorded(recorded) => recorded.path.as_os_str().as_encoded_bytes(),
        }
    }

    /// The last part of the path as bytes, unsafe to show as they are.
    pub fn name_bytes(&self) -> &[u8] {
        match self {
            Self::Path(path) => path.file_name().unwrap_or(path.as_os_str()).as_encoded_bytes(),
            Self::Bundled { name, .. } => name.as_bytes(),
            Self::Record(_) | Self::Recorded(_) => last_part(self.whole_path()),
        }
    }

    /// The last part of the path, unsafe to show as it is.
    pub fn file_name(&self) -> OsString {
        match self {
            Self::Path(path) => path.file_name().map_or_else(|| path.clone().into_os_string(), OsString::from),
            Self::Bundled { name, .. } => OsString::from(name),
            Self::Record(analysis) => {
                let name = analysis.path.rsplit(['/', '\\']).next().unwrap_or_default();
                OsString::from(name)
            }
            Self::Recorded(recorded) => {
                let path = recorded.path.to_string_lossy();
                OsString::from(path.rsplit(['/', '\\']).next().unwrap_or_default())
            }
        }
    }
}

/// How far the work on a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// It waits, or is being read.
    Waiting,
    /// There is an analysis.
    Ready,
    /// There is none, and why.
    Failed(String),
    /// The scan was stopped before it.
    Stopped,
}

/// One file.
#[derive(Debug)]
pub struct FileEntry {
    /// Where it comes from.
    pub source: Source,
    /// How far the work is.
    pub state: FileState,
    /// What was read, for judging as of another time.
    pub evidence: Option<Arc<Evidence>>,
    /// The judgement as of now.
    pub analysis: Option<Arc<Analysis>>,
    /// The judgement as of the time cursor, or with the supposed revocation.
    pub supposed: Option<Arc<Analysis>>,
    /// When it was read.
    pub read_at: Option<Instant>,
    /// What the disk holds now.
    pub on_disk: OnDisk,
    /// What is shown is the record of an earlier report, and why.
    pub record: Option<String>,
    /// Answers of older requests are dropped.
    pub generation: u64,
    /// Higher than that of every file that was opened before.
    pub opened: u64,
    /// How it is looked at.
    pub view: SampleView,
}

impl FileEntry {
    /// A file that was not read yet.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            state: FileState::Waiting,
            evidence: None,
            analysis: None,
            supposed: None,
            read_at: None,
            on_disk: OnDisk::Same,
            record: None,
            generation: 0,
            opened: 0,
            view: SampleView::default(),
        }
    }

    /// The judgement that is on the screen.
    pub fn shown(&self) -> Option<&Analysis> {
        self.supposed.as_deref().or(self.analysis.as_deref())
    }

    /// As [`FileEntry::shown`], to keep.
    pub fn shown_arc(&self) -> Option<&Arc<Analysis>> {
        self.supposed.as_ref().or(self.analysis.as_ref())
    }
}
