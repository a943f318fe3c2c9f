//! Decimal digits of all scripts, and short runs of them.

use alloc::string::String;

/// Zeros of Unicode's decimal digits (general category Nd, Unicode 16; <https://www.unicode.org/Public/16.0.0/>)
/// above ASCII, each as its distance from the one before; a script's other digits follow its zero.
const ZEROS: [u16; 74] = [
    0x660, 0x90, 0xd0, 0x1a6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x6a, 0x80, 0x50, 0x120,
    0x50, 0x750, 0x30, 0x136, 0x8a, 0xb0, 0x10, 0xc0, 0x60, 0x90, 0x10, 0x89d0, 0x2b0, 0x30, 0xd0, 0x20,
    0x60, 0x1a0, 0x5320, 0x590, 0x890, 0x10, 0x326, 0x8a, 0x46, 0x9a, 0x120, 0x160, 0x80, 0x180, 0x70, 0x10,
    0xa, 0x56, 0x1b0, 0x70, 0x2a0, 0x60, 0x100, 0x50, 0x1b0, 0x4b10, 0x60, 0x90, 0x220, 0x5f80, 0xade, 0xa,
    0xa, 0xa, 0xa, 0x94a, 0x1b0, 0x200, 0x101, 0x35f, 0x12a0,
];

/// The value of a decimal digit of any script.
pub(crate) fn value(c: char) -> Option<u8> {
    let c = c as u32;
    if c.wrapping_sub(0x30) < 10 {
        return Some((c - 0x30) as u8);
    }
    let mut zero = 0;
    for step in ZEROS {
        zero += u32::from(step);
        if c < zero {
            return None;
        }
        if c < zero + 10 {
            return Some((c - zero) as u8);
        }
    }
    None
}

/// Up to twenty ASCII digits in place.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Digits {
    bytes: [u8; 20],
    len: u8,
}

impl Digits {
    /// The digits as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The digits as ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// How many.
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first twenty of these ASCII digits.
    pub(crate) fn of(digits: &[u8]) -> Self {
        let mut new = Self::default();
        for (to, from) in new.bytes.iter_mut().zip(digits) {
            *to = *from;
            new.len += 1;
        }
        new
    }
}

/// Bytes in place, with room for those of any text that is not too long. What does not fit is lost.
#[derive(Clone, Copy)]
pub(crate) struct Buffer {
    bytes: [u8; 256],
    len: usize,
}

impl Buffer {
    pub(crate) fn new() -> Self {
        Self { bytes: [0; 256], len: 0 }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let fits = bytes.len().min(self.bytes.len() - self.len);
        let (to, from) = (self.bytes.get_mut(self.len..self.len + fits), bytes.get(..fits));
        if let (Some(to), Some(from)) = (to, from) {
            to.copy_from_slice(from);
            self.len += fits;
        }
    }

    pub(crate) fn push_one(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// ASCII as text.
    pub(crate) fn into_string(self) -> String {
        String::from(core::str::from_utf8(self.as_bytes()).unwrap_or_default())
    }

    pub(crate) fn as_bytes_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.len).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// These bytes instead.
    pub(crate) fn set(&mut self, bytes: &[u8]) {
        self.clear();
        self.push(bytes);
    }
}

impl core::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(core::str::from_utf8(self.as_bytes()).unwrap_or_default())
    }
}

impl core::fmt::Debug for Digits {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
