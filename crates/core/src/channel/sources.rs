//! What a source is, by its name or host. The list and its licence stand in `channels/`.

use std::collections::HashMap;
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Search,
    Social,
    Video,
    Shopping,
    Assistant,
    Mail,
}

#[derive(Debug, Default)]
struct Sources {
    /// Names, and hosts that count alone.
    exact: HashMap<&'static str, (Kind, &'static str)>,
    /// Hosts whose subdomains count.
    below: HashMap<&'static str, (Kind, &'static str)>,
    /// Names that count under any country's ending.
    anywhere: HashMap<&'static str, (Kind, &'static str)>,
}

/// What a source is: a name as in `utm_source`, or a host; lower case.
pub(super) fn kind(source: &str) -> Option<Kind> {
    entry(source).map(|(kind, _)| kind)
}

/// Whether two names or hosts are the same source.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || entry(a).is_some_and(|(_, a)| entry(b).is_some_and(|(_, b)| a == b))
}

fn entry(source: &str) -> Option<(Kind, &'static str)> {
    let sources = sources();
    let host = source.strip_prefix("www.").unwrap_or(source);
    let host = host.strip_prefix("m.").unwrap_or(host);
    if let Some(found) = sources.exact.get(host).or_else(|| sources.exact.get(source)) {
        return Some(*found);
    }
    let mut rest = host;
    loop {
        if let Some(found) = sources.below.get(rest) {
            return Some(*found);
        }
        match rest.split_once('.') {
            Some((_, parent)) => rest = parent,
            None => break,
        }
    }
    // `google.co.uk`, `images.google.de`: one or two short labels behind the name.
    let (name, ending) = host.rsplit_once('.')?;
    let second =
        name.rsplit_once('.').filter(|(_, label)| matches!(*label, "co" | "com" | "org" | "net" | "ne"));
    let name = second.map_or(name, |(name, _)| name);
    let country = (2..=3).contains(&ending.len());
    sources.anywhere.get(name).copied().filter(|_| country)
}

fn sources() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let mut sources = Sources::default();
        for line in include_str!("../../channels/sources.txt").lines() {
            let mut words = line.split_whitespace();
            let kind = match words.next() {
                Some("search") => Kind::Search,
                Some("social") => Kind::Social,
                Some("video") => Kind::Video,
                Some("shopping") => Kind::Shopping,
                Some("assistant") => Kind::Assistant,
                Some("mail") => Kind::Mail,
                _ => continue,
            };
            let Some(name) = words.next() else { continue };
            sources.exact.entry(name).or_insert((kind, name));
            for host in words {
                if let Some(host) = host.strip_prefix('.') {
                    sources.below.insert(host, (kind, name));
                } else if let Some(host) = host.strip_suffix(".*") {
                    sources.anywhere.insert(host, (kind, name));
                } else {
                    sources.exact.insert(host, (kind, name));
                }
            }
        }
        sources
    })
}
