//! Time stamps of an image beside TimeDateStamp.

use super::debug_directory::DebugDirectory;
use super::image::Image;
use super::little_endian::u32_at;
use super::resources::resource_root;
use crate::model::{Instant, InternalTime};

/// Index of the export directory.
const EXPORT: usize = 0;

/// Reads the time stamps of the export, resource and debug directories, each value of each once.
///
/// In a reproducible image those that the linker writes are hashes and left out; zero and all ones mean that there is
/// none.
pub(super) fn read_internal_times(image: &mut Image<'_>, debug: &DebugDirectory) -> Vec<InternalTime> {
    let mut stamps = Vec::new();
    let export = image.headers.directory(EXPORT).and_then(|directory| image.offset(directory.rva));
    let resource = resource_root(image);
    for (source, directory) in [("export", export), ("resource", resource)] {
        // The stamp is the second field of both.
        let offset = directory.map(|directory| directory.saturating_add(4));
        let stamp = offset.and_then(|offset| u32_at(&image.bytes(offset, 4), 0));
        stamps.extend(stamp.zip(offset).map(|(stamp, offset)| (source, stamp, offset)));
    }
    stamps.extend(debug.times.iter().map(|&(stamp, offset)| ("debug", stamp, offset)));
    let mut times: Vec<InternalTime> = Vec::new();
    for (source, stamp, offset) in stamps {
        let time = Instant::from_unix(stamp.into());
        let known = times.iter().any(|other| other.source == source && other.time == time);
        let hash = debug.reproducible && source != "resource";
        if stamp != 0 && stamp != u32::MAX && !known && !hash {
            times.push(InternalTime { source: source.to_owned(), time, offset });
        }
    }
    times
}
