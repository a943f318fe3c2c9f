//! Files that come with a native post: how much is taken, and how a file is written as a field's value.

use std::sync::Arc;

use bytes::Bytes;
use leadwell_wire::{FieldDef, FieldKind, FormDef, Pii};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;
use crate::store::NewFile;

/// Bytes of one file where its field sets no `max_bytes`.
pub(crate) const FILE_BYTES: u32 = 5_000_000;
/// Files of one post.
pub(crate) const FILES: usize = 10;
/// Bytes of the body of a form that takes files.
pub(crate) const BODY_BYTES: usize = 12_000_000;
/// Bytes of a file's name: what file systems take.
pub(crate) const NAME_BYTES: usize = 255;
/// Memory for the bodies of all posts with files at once, from their first byte until they are stored.
pub(crate) const MEMORY: usize = 256 * 1024 * 1024;

/// How many times a body may be in memory while it is read.
const COPIES: usize = 3;

/// The field of this name, if it takes files.
pub(crate) fn field<'a>(form: &'a FormDef, name: &str) -> Option<&'a FieldDef> {
    form.fields.iter().find(|field| field.name == name && field.kind == FieldKind::File)
}

/// Whether the form takes files at all.
pub(crate) fn taken_by(form: &FormDef) -> bool {
    form.fields.iter().any(|field| field.kind == FieldKind::File)
}

/// The file as its field's value: `name/size/type`. Slashes part the three, so of a name that has them (a
/// path, of a client that is no browser) the last part stands here; the file itself keeps the whole name.
pub(crate) fn value(file: &NewFile) -> String {
    let name = file.name.expose().rsplit('/').next().unwrap_or_default();
    format!("{name}/{}/{}", file.bytes.expose().len(), file.media_type)
}

/// A part of the memory for files. It grows with what has arrived: a sender that is slow keeps only what it
/// has sent from others.
#[derive(Debug)]
pub(crate) struct Room {
    all: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// In units of a KiB.
    pub(crate) fn of(all: &Arc<Semaphore>) -> Room {
        Room { all: Arc::clone(all), held: None }
    }

    /// Room for a body of so many bytes: three times as many, for a buffer that doubles as it grows, and for
    /// the copy that the parts are cut from.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), ApiError> {
        let wanted = (bytes * COPIES).div_ceil(1024);
        let more = wanted.saturating_sub(self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits));
        let more = u32::try_from(more).map_err(|_| ApiError::Busy)?;
        let more = Arc::clone(&self.all).try_acquire_many_owned(more).map_err(|_| ApiError::Busy)?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }

    pub(crate) fn give_back(&mut self) {
        self.held = None;
    }

    /// Ties the room to the bytes: it is free again when the last of the files is, wherever that waits. A
    /// request that is answered early may leave its job in the writer's queue. Of the copies one is left.
    pub(crate) fn follow(self, files: &mut [NewFile]) {
        let Some(mut held) = self.held else { return };
        drop(held.split(held.num_permits() / COPIES * (COPIES - 1)));
        let held = Arc::new(held);
        for file in files {
            let bytes = std::mem::take(&mut file.bytes).into_inner();
            file.bytes = Pii::new(Bytes::from_owner(Held { bytes, _room: Arc::clone(&held) }));
        }
    }
}

struct Held {
    bytes: Bytes,
    _room: Arc<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_held_as_long_as_any_of_the_files() {
        let all = Arc::new(Semaphore::new(100));
        let mut room = Room::of(&all);
        room.grow(10_000).unwrap();
        room.grow(20_480).unwrap();
        assert_eq!(all.available_permits(), 40, "three copies of 20 KiB");
        assert_eq!(Room::of(&all).grow(20_480), Err(ApiError::Busy));
        let file = || NewFile {
            field: "cv".into(),
            name: Pii::default(),
            media_type: String::new(),
            bytes: Pii::new(Bytes::from_static(b"x")),
        };
        let mut files = vec![file(), file()];
        room.follow(&mut files);
        assert_eq!(all.available_permits(), 80, "one is left");
        let queued = files.pop().map(|file| file.bytes.into_inner().slice(..));
        drop(files);
        assert_eq!(all.available_permits(), 80);
        drop(queued);
        assert_eq!(all.available_permits(), 100);
    }
}
