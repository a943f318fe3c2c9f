//! Where a visitor came from: the touch that an address and a referrer make.

use crate::json::Value;
use crate::urlencoded;
use leadwell_wire::{Millis, limits};

/// Source of a visit that nothing led to.
const DIRECT: &str = "(direct)";

/// Parameters of campaign links and the key each has in a touch. Names are matched in any case.
const CAMPAIGN: &[(&str, &str)] = &[
    ("utm_source", "source"),
    ("utm_medium", "medium"),
    ("utm_campaign", "campaign"),
    ("utm_term", "term"),
    ("utm_content", "content"),
    ("utm_id", "utm_id"),
    ("utm_source_platform", "utm_source_platform"),
    ("utm_creative_format", "utm_creative_format"),
    ("utm_marketing_tactic", "utm_marketing_tactic"),
];

/// Click ids, in lower case. What each means is for the channel table; here they are kept.
const CLICK_IDS: &[&str] = &[
    "gclid", "gclsrc", "gad_source", "gad_campaignid", "gbraid", "wbraid", "dclid", "fbclid", "igshid", "msclkid",
    "ttclid", "twclid", "li_fat_id", "rdt_cid", "epik", "sccid", "qclid", "irclickid", "irclid", "mc_cid", "_kx",
    "yclid", "ysclid", "ko_click_id", "ob_click_id", "dicbo", "tblci", "vmcid", "srsltid",
];

/// Weak names of a source: below campaign parameters and click ids, above the referrer.
const WEAK_SOURCES: &[&str] = &["ref", "source"];

/// Reads a page's address and referrer into a touch (the JSON of `leadwell_wire::Touch`). Always a touch:
/// one with source `(direct)` and medium `(none)` where neither tells anything.
pub fn read(url: &str, referrer: &str, at: Millis) -> Value {
    let (bare, query) = split_address(url);
    let mut touch = Value::object(vec![("at", at.0.into()), ("landing_url", clip(bare, limits::URL_CHARS))]);
    let mut click_ids = Value::object(Vec::new());
    let mut weak = Value::Null;
    for (name, value) in urlencoded::parse(query) {
        let name = name.to_ascii_lowercase();
        let known = |(param, _): &&(&str, &str)| *param == name;
        if value.is_empty() {
            continue;
        }
        let value = clip(&value, limits::TAG_CHARS);
        if let Some((_, key)) = CAMPAIGN.iter().find(known) {
            push_new(&mut touch, key, value);
        } else if CLICK_IDS.contains(&name.as_str()) {
            push_new(&mut click_ids, &name, value);
        } else if WEAK_SOURCES.contains(&name.as_str()) {
            weak = value;
        }
    }

    let host = host(referrer);
    let external = !host.is_empty() && !is_internal(host, self::host(url));
    if external {
        touch.push("referrer_host", host.into());
    }
    let has = |key| touch.get(key).is_some();
    let clicked = !click_ids.members().is_empty();
    if !has("source") {
        if weak != Value::Null {
            touch.push("source", weak);
        } else if !clicked && !has("medium") && (external || !has("campaign")) {
            touch.push("source", if external { host } else { DIRECT }.into());
            touch.push("medium", if external { "referral" } else { "(none)" }.into());
        }
    }
    if clicked {
        touch.push("click_ids", click_ids);
    }
    touch
}

/// Puts a touch in its places: `first`, `last`, `last_non_direct`. Within a session (`start` is false) only
/// a campaign, a click id or a new external referrer makes a touch.
pub fn place(touches: &mut Value, touch: &Value, start: bool) {
    let direct = touch.get("source").and_then(Value::text) == Some(DIRECT);
    if !start && (direct || touches.get("last").is_some_and(|last| same_origin(last, touch))) {
        return;
    }
    let first = touches.get("first").unwrap_or(touch).clone();
    let last_non_direct = touches.get("last_non_direct").filter(|_| direct);
    let last_non_direct = if direct { last_non_direct.cloned() } else { Some(touch.clone()) };
    *touches = Value::object(vec![
        ("first", first),
        ("last", touch.clone()),
        ("last_non_direct", last_non_direct.unwrap_or(Value::Null)),
    ]);
}

/// Whether two touches tell of the same campaign: all is the same but time and page.
fn same_origin(a: &Value, b: &Value) -> bool {
    let own = |key: &str| key == "at" || key == "landing_url";
    let within = |a: &Value, b: &Value| a.members().iter().all(|(k, v)| own(k) || b.get(k) == Some(v));
    within(a, b) && within(b, a)
}

fn push_new(object: &mut Value, key: &str, value: Value) {
    if object.get(key).is_none() {
        object.push(key, value);
    }
}

/// The address without its fragment, and its query.
fn split_address(url: &str) -> (&str, &str) {
    let bare = url.split_once('#').map_or(url, |(bare, _)| bare);
    (bare, bare.split_once('?').map_or("", |(_, query)| query))
}

/// The path of an absolute address.
pub fn path(url: &str) -> &str {
    let (bare, _) = split_address(url);
    let bare = bare.split_once('?').map_or(bare, |(bare, _)| bare);
    let mut slashes = 0;
    let mut start = 0;
    for byte in bare.bytes() {
        slashes += u32::from(byte == b'/');
        if slashes == 3 {
            break;
        }
        start += 1;
    }
    bare.get(start..).filter(|path| !path.is_empty()).unwrap_or("/")
}

/// The host of an address with a scheme, lower-case as browsers give it, without `www.` and port.
fn host(url: &str) -> &str {
    let rest = url.split_once(':').map_or("", |(_, rest)| rest);
    let rest = rest.strip_prefix("//").unwrap_or_default();
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// Same site: the same host, or one under the other's domain (`shop.example.com` and `example.com`).
fn is_internal(host: &str, own: &str) -> bool {
    let under = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    host == "localhost" || under(host, own) || under(own, host)
}

fn clip(text: &str, most: usize) -> Value {
    Value::Text(text.chars().take(most).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Address and referrer to `key=value …` of what the touch holds beside time and landing page.
    fn check(url: &str, referrer: &str, expected: &str) {
        let touch = read(url, referrer, Millis(7));
        assert_eq!(touch.get("at"), Some(&Value::from(7)));
        let shown = |mark: &str, value: &Value| -> Vec<String> {
            let texts = value.members().iter().filter(|(k, _)| k != "landing_url");
            texts.filter_map(|(k, v)| Some(format!("{mark}{k}={}", v.text()?))).collect()
        };
        let mut found = shown("", &touch);
        found.extend(touch.get("click_ids").map(|ids| shown("#", ids)).unwrap_or_default());
        assert_eq!(found.join(" "), expected, "{url} from {referrer}");
    }

    #[test]
    fn what_an_address_and_a_referrer_tell() {
        let home = "https://www.northlight.example/";
        check(home, "", "source=(direct) medium=(none)");
        check(home, "https://www.northlight.example/pricing", "source=(direct) medium=(none)");
        check(home, "https://shop.northlight.example/", "source=(direct) medium=(none)");
        check(home, "http://localhost:3000/", "source=(direct) medium=(none)");
        check(home, "https://www.bing.com/", "referrer_host=bing.com source=bing.com medium=referral");
        check(home, "https://notnorthlight.example/", "referrer_host=notnorthlight.example source=notnorthlight.example medium=referral");
        check(
            "https://a.example/?UTM_Source=Google&Utm_Medium=CPC&utm_campaign=spring%20sale&GCLID=x1#frag",
            "https://www.google.com/",
            "source=Google medium=CPC campaign=spring sale referrer_host=google.com #gclid=x1",
        );
        check("https://a.example/?gclid=x", "", "#gclid=x");
        check("https://a.example/?ScCid=y&utm_source=", "", "#sccid=y");
        check("https://a.example/?ref=producthunt", "https://t.co/", "referrer_host=t.co source=producthunt");
        check("https://a.example/?utm_source=one&utm_source=two", "", "source=one");
        check("https://a.example/?utm_campaign=only", "", "campaign=only");
        check("https://a.example?utm_medium=email", "", "medium=email");
        check("https://a.example/", "android-app://com.google.android.gm/", "referrer_host=com.google.android.gm source=com.google.android.gm medium=referral");
    }

    #[test]
    fn the_landing_page_is_kept_without_its_fragment_and_bounded() {
        let touch = read("https://a.example/x?y=1#token=secret", "", Millis(0));
        assert_eq!(touch.text_at("landing_url"), "https://a.example/x?y=1");
        let long = format!("https://a.example/?q={}", "é".repeat(3000));
        assert_eq!(read(&long, "", Millis(0)).text_at("landing_url").chars().count(), limits::URL_CHARS);
    }

    #[test]
    fn first_last_and_last_non_direct() {
        let mut touches = Value::object(Vec::new());
        for (query, start, expected) in [
            ("", true, ["(direct)", "(direct)", ""]),
            ("?utm_source=a", false, ["(direct)", "a", "a"]),
            ("?utm_source=a&utm_medium=m", false, ["(direct)", "a/m", "a/m"]),
            ("?utm_source=a&utm_medium=m", false, ["(direct)", "a/m", "a/m"]),
            ("?utm_source=a&gclid=1", false, ["(direct)", "a#1", "a#1"]),
            ("", false, ["(direct)", "a#1", "a#1"]),
            ("", true, ["(direct)", "(direct)", "a#1"]),
            ("?utm_source=b", true, ["(direct)", "b", "b"]),
        ] {
            place(&mut touches, &read(&format!("https://a.example/{query}"), "", Millis(1)), start);
            let shown = ["first", "last", "last_non_direct"].map(|key| {
                let touch = touches.get(key).unwrap_or(&Value::Null);
                let mut shown = touch.text_at("source");
                if let Some(medium) = touch.get("medium").and_then(Value::text).filter(|m| *m != "(none)") {
                    shown = format!("{shown}/{medium}");
                }
                if let Some(id) = touch.get("click_ids") {
                    shown = format!("{shown}#{}", id.text_at("gclid"));
                }
                shown
            });
            assert_eq!(shown, expected, "{query}");
        }
    }

    #[test]
    fn a_touch_is_made_once_for_each_campaign() {
        let mut touches = Value::object(Vec::new());
        for (at, expected) in [(1, 1), (2, 1)] {
            place(&mut touches, &read("https://a.example/?utm_source=a", "", Millis(at)), false);
            assert_eq!(touches.get("last").unwrap().get("at"), Some(&Value::from(expected)));
        }
    }

    #[test]
    fn paths() {
        for (url, expected) in [
            ("https://a.example", "/"),
            ("https://a.example?x=/y", "/"),
            ("https://a.example/", "/"),
            ("https://a.example/b/c.html?d=e/f#g/h", "/b/c.html"),
            ("", "/"),
        ] {
            assert_eq!(path(url), expected, "{url}");
        }
    }
}
