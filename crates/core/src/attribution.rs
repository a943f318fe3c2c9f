//! Where a visitor came from: the touch that an address and a referrer make.

use crate::urlencoded;
use leadwell_wire::{Millis, Touch, Touches, limits};

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

/// Reads a page's address and referrer. Always a touch: one with source `(direct)` and medium `(none)`
/// where neither tells anything.
pub fn read(url: &str, referrer: &str, at: Millis) -> Touch {
    let (bare, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let (_, query) = bare.split_once('?').unwrap_or((bare, ""));
    let mut touch = Touch { at, ..Touch::default() };
    touch.tags.push("landing_url", clip(bare, limits::URL_CHARS));

    let mut weak = None;
    for (name, value) in urlencoded::parse(query) {
        let name = name.to_ascii_lowercase();
        let value = clip(&value, limits::TAG_CHARS);
        if value.is_empty() {
            continue;
        }
        if let Some((_, key)) = CAMPAIGN.iter().find(|(param, _)| *param == name) {
            if touch.tags.get(key).is_none() {
                touch.tags.push(key, value);
            }
        } else if CLICK_IDS.contains(&name.as_str()) {
            if touch.click_ids.get(&name).is_none() {
                touch.click_ids.push(&name, value);
            }
        } else if weak.is_none() && WEAK_SOURCES.contains(&name.as_str()) {
            weak = Some(value);
        }
    }

    let external = external_host(referrer, host(url));
    if let Some(host) = external {
        touch.tags.push("referrer_host", host);
    }
    if touch.tags.get("source").is_none() {
        if let Some(source) = weak {
            touch.tags.push("source", source);
        } else if touch.click_ids.is_empty() && touch.tags.get("medium").is_none() {
            match external {
                Some(host) => {
                    touch.tags.push("source", host);
                    touch.tags.push("medium", "referral");
                }
                None if touch.tags.get("campaign").is_none() => {
                    touch.tags.push("source", "(direct)");
                    touch.tags.push("medium", "(none)");
                }
                None => {}
            }
        }
    }
    touch
}

/// Puts a touch in its places. `session_start` is false within a session, where only a campaign, a click
/// id or a new external referrer makes a touch. Returns whether one was made.
pub fn place(touches: &mut Touches, touch: Touch, session_start: bool) -> bool {
    let direct = touch.is_direct();
    let same = touches.last.as_ref().is_some_and(|last| {
        last.click_ids == touch.click_ids && origin(last).eq(origin(&touch))
    });
    if !session_start && (direct || same) {
        return false;
    }
    if touches.first.is_none() {
        touches.first = Some(touch.clone());
    }
    if !direct {
        touches.last_non_direct = Some(touch.clone());
    }
    touches.last = Some(touch);
    true
}

/// The tags that tell one campaign from another: all but the page landed on.
fn origin(touch: &Touch) -> impl Iterator<Item = &(String, String)> {
    touch.tags.0.iter().filter(|(key, _)| key != "landing_url")
}

/// The host of an address with a scheme, lower-case as browsers give it, without `www.` and port.
fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("//") else { return "" };
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#' | b':')).unwrap_or(rest.len());
    let host = rest.get(..end).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The referrer's host where it is another site. Same site = the same host, or one under the other's
/// domain (`shop.example.com` and `example.com`).
fn external_host<'a>(referrer: &'a str, own: &str) -> Option<&'a str> {
    let host = host(referrer);
    let under = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    let internal = host.is_empty() || host == "localhost" || under(host, own) || under(own, host);
    (!internal).then_some(host)
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Address and referrer to `key=value …` of what the touch holds beside the landing page.
    fn check(url: &str, referrer: &str, expected: &str) {
        let touch = read(url, referrer, Millis(7));
        let mut found: Vec<String> =
            touch.tags.0.iter().skip(1).map(|(k, v)| format!("{k}={v}")).collect();
        found.extend(touch.click_ids.0.iter().map(|(k, v)| format!("#{k}={v}")));
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
        assert_eq!(touch.tags.get("landing_url"), Some("https://a.example/x?y=1"));
        let long = format!("https://a.example/?q={}", "é".repeat(3000));
        assert_eq!(read(&long, "", Millis(0)).tags.get("landing_url").unwrap().chars().count(), limits::URL_CHARS);
    }

    #[test]
    fn first_last_and_last_non_direct() {
        let from = |query: &str| read(&format!("https://a.example/{query}"), "", Millis(1));
        let source = |touch: &Option<Touch>| touch.as_ref().unwrap().tags.get("source").unwrap_or("-").to_owned();
        let mut touches = Touches::default();
        for (query, start, made, expected) in [
            ("", true, true, ["(direct)", "(direct)", ""]),
            ("?utm_source=a", false, true, ["(direct)", "a", "a"]),
            ("?utm_source=a", false, false, ["(direct)", "a", "a"]),
            ("?utm_source=a&gclid=1", false, true, ["(direct)", "a", "a"]),
            ("", false, false, ["(direct)", "a", "a"]),
            ("", true, true, ["(direct)", "(direct)", "a"]),
            ("?utm_source=b", true, true, ["(direct)", "b", "b"]),
        ] {
            assert_eq!(place(&mut touches, from(query), start), made, "{query}");
            assert_eq!(source(&touches.first), expected[0]);
            assert_eq!(source(&touches.last), expected[1]);
            if !expected[2].is_empty() {
                assert_eq!(source(&touches.last_non_direct), expected[2]);
            }
        }
    }
}
