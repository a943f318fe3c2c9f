//! What is known of a domain: whose mailboxes are free, which are thrown away; and the names of roles. For
//! scoring; whether to refuse any is the site's choice.
//!
//! The order is: a forwarding service of real people is never disposable; a disposable one is not free.

/// The mailbox providers of the world, the biggest first; one a line. Behind an empty line those that nobody
/// is told to have meant.
pub(crate) static MAILBOXES: &str = include_str!("../data/mailboxes.txt");

/// Services that forward mail to a mailbox which they keep from the site: real people, though some lists of
/// disposable domains have them.
static FORWARDING: &str = include_str!("../data/forwarding.txt");

/// Local parts that are read by whoever is there: RFC 2142 and what companies call theirs in a dozen languages.
static ROLES: &str = include_str!("../data/roles.txt");

/// Every domain that gives free mailboxes, sorted.
#[cfg(feature = "lists")]
static FREE: &str = include_str!("../data/free.txt");

/// Every domain whose mailboxes are thrown away, sorted.
#[cfg(feature = "lists")]
static DISPOSABLE: &str = include_str!("../data/disposable.txt");

/// Whether the local part is a role's, such as `info` or `Sales+web`.
#[must_use]
pub fn is_role(local: &str) -> bool {
    let name = local.split_once('+').map_or(local, |(name, _)| name);
    has(ROLES, name)
}

/// Whether the domain gives mailboxes to anybody for nothing: one of the big providers, which a page knows;
/// with feature `lists`, any of some thousand.
#[must_use]
pub fn is_free(domain: &str) -> bool {
    if has(MAILBOXES, domain) {
        return true;
    }
    #[cfg(feature = "lists")]
    if has_sorted(FREE, domain) {
        return true;
    }
    false
}

/// Whether the domain, or one above it, gives mailboxes that are thrown away.
#[cfg(feature = "lists")]
#[must_use]
pub fn is_disposable(domain: &str) -> bool {
    !is_real(domain) && parents(domain).any(|domain| has_sorted(DISPOSABLE, domain))
}

/// The same from a filter that a page may load: `data/disposable.xor8`, one byte for each domain that three
/// lists agree on. One domain in 256 that is not disposable is said to be, so it may lower a score and never
/// refuse anybody. An unreadable filter knows none.
#[must_use]
pub fn may_be_disposable(filter: &[u8], domain: &str) -> bool {
    !is_real(domain) && parents(domain).any(|domain| crate::xor::has(filter, domain))
}

/// Whether a list of disposable domains that says so is wrong.
fn is_real(domain: &str) -> bool {
    has(MAILBOXES, domain) || parents(domain).any(|domain| has(FORWARDING, domain))
}

/// The domain and those above it, down to two labels; none where it is too long to be one, since each is walked
/// through.
fn parents(domain: &str) -> impl Iterator<Item = &str> {
    let domain = Some(domain).filter(|domain| domain.len() < 254);
    core::iter::successors(domain, |domain| domain.split_once('.').map(|(_, parent)| parent))
        .filter(|domain| domain.contains('.'))
}

/// The lines of a list. `str::split` would weigh more.
pub(crate) fn words(mut list: &str) -> impl Iterator<Item = &str> {
    core::iter::from_fn(move || {
        if list.is_empty() {
            return None;
        }
        let end = list.bytes().position(|byte| byte == b'\n').unwrap_or(list.len());
        let word = list.get(..end);
        list = list.get(end + 1..).unwrap_or_default();
        word
    })
}

/// Whether the list has the text as a line, whatever its case.
fn has(list: &str, text: &str) -> bool {
    !text.is_empty() && words(list).any(|line| line.eq_ignore_ascii_case(text))
}

/// As [`has`] for a list in the order of its bytes, in lower case.
#[cfg(feature = "lists")]
fn has_sorted(list: &str, text: &str) -> bool {
    let (list, text) = (list.as_bytes(), text.as_bytes());
    let (mut low, mut high) = (0, list.len());
    while low < high {
        // The line that holds the byte in the middle.
        let middle = low + (high - low) / 2;
        let start = list[..middle].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let end =
            list[middle..].iter().position(|byte| *byte == b'\n').map_or(list.len(), |end| middle + end);
        let line = &list[start..end];
        match line.iter().copied().cmp(text.iter().map(u8::to_ascii_lowercase)) {
            core::cmp::Ordering::Equal => return !line.is_empty(),
            core::cmp::Ordering::Less => low = end + 1,
            core::cmp::Ordering::Greater => high = start,
        }
    }
    false
}
