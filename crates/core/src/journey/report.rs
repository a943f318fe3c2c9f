//! What a page tells of a journey that has led to no lead yet.

use super::fold::read_lines;
use super::write::write;
use super::{VERSION, fold};
use crate::json::{Writer, parse_whole, push_whole};
use crate::prelude::*;
use crate::stored::unseal;
use crate::text::split_at_byte;
use leadwell_wire::Millis;

/// Of a kept journey the events that have come since number `since`, and not before the time `from`. The answer has the
/// number of the last one in a line, then touches and journey as members of a record; nothing where there are none.
pub fn report(model: &str, kept: &str, since: u64, from: Millis, now: Millis) -> String {
    let mut told = String::new();
    let (version, mut rest) = split_at_byte(unseal(kept).unwrap_or_default(), b'\n');
    if version != VERSION {
        return told;
    }
    let [seq, _, dropped, _] = [(); 4].map(|()| {
        let (line, after) = split_at_byte(rest, b'\n');
        rest = after;
        parse_whole(line).unwrap_or(0)
    });
    let mut lines = String::new();
    push_whole(&mut lines, now.0);
    lines.push('\n');
    lines.push_str(rest);
    let mut since = since;
    let (_, events) = read_lines(&lines);
    for event in &events {
        if event.at < from {
            since = since.max(event.seq);
        }
    }
    if seq > since {
        push_whole(&mut told, seq);
        told.push('\n');
        let mut out = Writer::default();
        write(&events, &fold(model, &lines), dropped, since, &mut out);
        told.push_str(&out.text);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::Walk;

    /// Steps, and what is told of them after number `since` and from minute `from` on.
    fn check(steps: &str, since: u64, from: u64, expected: &str) {
        let mut walk = Walk::page("a");
        for step in steps.split(' ') {
            let (what, minutes) = step.rsplit_once('@').unwrap();
            walk.at(what, minutes.parse::<u64>().unwrap() * 60_000);
        }
        let told = report("", &walk.course.to_text(), since, Millis(from * 60_000), Millis(600_000));
        let (last, members) = told.split_once('\n').unwrap_or_default();
        let record: serde_json::Value = serde_json::from_str(&format!("{{{members}}}")).unwrap();
        let events: Vec<&str> = record["journey"]["events"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|e| e["type"].as_str())
            .collect();
        assert_eq!(format!("{last}: {}", events.join(" ")), expected, "{steps}");
        if !events.is_empty() {
            assert!(record["touches"]["first"].is_object() && record["journey"]["visitor"].is_string());
            assert_eq!(record["journey"]["stage"], "visitor");
        }
    }

    #[test]
    fn only_what_is_new() {
        check("view=/@1 click=b/@2", 0, 0, "5: session_start touch consent page_view outbound_click");
        check("view=/@1 click=b/@2", 4, 0, "5: outbound_click");
        check("view=/@1 click=b/@2", 5, 0, ": ");
        check("view=/@1 click=b/@2 view=/two@3", 0, 3, "6: page_view");
        check("view=/@1", 0, 9, ": ");
        assert_eq!(report("", "", 0, Millis(0), Millis(0)), "");
    }
}
