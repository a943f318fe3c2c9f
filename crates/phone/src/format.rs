//! Numbers as people read them.

use alloc::string::String;

use crate::digits::Buffer;
use crate::line::part;
use crate::tables::{Format, Plan};
use crate::{Number, Phones};

impl Phones {
    /// `+`, calling code and national number, for storing and dialling; the extension is not part of it.
    pub fn e164(&self, number: &Number) -> String {
        let mut text = Buffer::new();
        text.push_one(b'+');
        push_code(&mut text, number.code);
        text.push(number.nsn.as_bytes());
        text.into_string()
    }

    /// As it is written within its country, with national prefix and extension. `None` while the plan of its
    /// calling code is not loaded.
    pub fn national(&self, number: &Number) -> Option<String> {
        let mut text = Buffer::new();
        self.push_formatted(&mut text, number, false)?;
        Some(text.into_string())
    }

    /// As it is written elsewhere, `+` first, with extension. `None` while the plan of its calling code is not
    /// loaded.
    pub fn international(&self, number: &Number) -> Option<String> {
        let mut text = Buffer::new();
        text.push_one(b'+');
        push_code(&mut text, number.code);
        text.push_one(b' ');
        self.push_formatted(&mut text, number, true)?;
        Some(text.into_string())
    }

    fn push_formatted(&self, text: &mut Buffer, number: &Number, abroad: bool) -> Option<()> {
        let plan = self.plan(number.code)?;
        match choose(plan, number.nsn.as_bytes(), abroad) {
            Some((format, lengths)) => {
                let rule = if abroad { "" } else { format.prefix_rule.as_str() };
                fill(text, template(format, abroad), rule, number.nsn.as_bytes(), lengths);
            }
            None => text.push(number.nsn.as_bytes()),
        }
        if !number.extension.is_empty() {
            // Preferred words of five plans; all others have none (libphonenumber's `preferredExtnPrefix`).
            text.push(match number.code {
                40 => b" int ",
                44 => b" x",
                51 => b" Anexo ",
                598 => b" int. ",
                886 => b"#",
                _ => b" ext. ",
            });
            text.push(number.extension.as_bytes());
        }
        Some(())
    }
}

/// Lengths of up to eight groups.
pub(crate) type Lengths = [u8; 8];

/// The first format that these digits fit, and how many of them go into each group.
fn choose<'a>(plan: &'a Plan, nsn: &[u8], abroad: bool) -> Option<(&'a Format, Lengths)> {
    plan.formats.iter().find_map(|format| {
        let none = abroad && format.international == "NA";
        let leads = !none && format.leading.is_at_start(nsn);
        Some((format, if leads { divide(format, nsn.len()) } else { None }?))
    })
}

/// The format's template.
pub(crate) fn template(format: &Format, abroad: bool) -> &str {
    if abroad && !format.international.is_empty() { &format.international } else { &format.template }
}

/// How many of so many digits go into each group, as many as possible into the first ones; `None` where they
/// are too many or too few.
pub(crate) fn divide(format: &Format, count: usize) -> Option<Lengths> {
    let least: usize = format.groups.iter().map(|(least, _)| usize::from(*least)).sum();
    let mut spare = count.checked_sub(least)?;
    let mut lengths = Lengths::default();
    for (length, (least, most)) in lengths.iter_mut().zip(&format.groups) {
        let more = spare.min(usize::from(most.wrapping_sub(*least)));
        spare -= more;
        *length = *least + more as u8;
    }
    (spare == 0).then_some(lengths)
}

/// Puts digits into a template; its first group as `rule` says.
pub(crate) fn fill(to: &mut Buffer, template: &str, mut rule: &str, digits: &[u8], lengths: Lengths) {
    let mut bytes = template.bytes();
    while let Some(b) = bytes.next() {
        if b != b'$' {
            to.push_one(b);
            continue;
        }
        let index = usize::from(bytes.next().unwrap_or(b'1').wrapping_sub(b'1'));
        let from = lengths.iter().take(index).map(|length| usize::from(*length)).sum::<usize>();
        let group = part(digits, from, from + lengths.get(index).map_or(0, |length| usize::from(*length)));
        let mut around = if rule.is_empty() { "$1" } else { rule }.bytes();
        while let Some(b) = around.next() {
            if b == b'$' {
                around.next();
                to.push(group);
            } else {
                to.push_one(b);
            }
        }
        rule = "";
    }
}

/// Puts ASCII behind a text.
pub(crate) fn push_ascii(text: &mut String, bytes: &[u8]) {
    text.push_str(core::str::from_utf8(bytes).unwrap_or_default());
}

/// Puts a calling code's digits behind a text.
fn push_code(text: &mut Buffer, code: u16) {
    for unit in [100, 10, 1] {
        if code >= unit {
            text.push_one(b'0' + (code / unit % 10) as u8);
        }
    }
}

/// A calling code's digits.
pub(crate) fn code_digits(code: u16) -> Buffer {
    let mut digits = Buffer::new();
    push_code(&mut digits, code);
    digits
}
