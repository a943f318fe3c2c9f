//! Where a visitor came from: the touch that an address and a referrer make.

use crate::json::Writer;
use crate::prelude::*;
use crate::text::{clip, is_one_of, split_at_byte};
use crate::urlencoded;
use leadwell_wire::{Fields, Millis, limits};

/// Source of a visit that nothing led to.
const DIRECT: &str = "(direct)";

/// Parameters of campaign links beside source and medium. Names are matched in any case. A touch has these
/// without their prefix …
const CAMPAIGN: &str = "utm_campaign utm_term utm_content";
/// … and these as they are.
const CAMPAIGN_MORE: &str = "utm_id utm_source_platform utm_creative_format utm_marketing_tactic";

/// Click ids, in lower case. What each means is for the channel table; here they are kept. Those that no
/// channel rests on still stand in the landing page's address.
const CLICK_IDS: &str = "gclid gad_source gbraid wbraid dclid fbclid igshid msclkid ttclid twclid li_fat_id \
    rdt_cid epik sccid qclid irclickid mc_cid _kx yclid";

/// An arrival: the JSON of `leadwell_wire::Touch`, written once and only ever passed on. A tab stands between
/// time and page, and what tells one campaign from another.
#[derive(Debug)]
pub(crate) struct Touch {
    pub(crate) text: String,
    /// Source, medium and campaign, with a slash between.
    pub(crate) label: String,
    pub(crate) direct: bool,
}

/// What tells one campaign from another.
pub(crate) fn origin(touch: &str) -> &str {
    split_at_byte(touch, b'\t').1
}

/// Reads a page's address and referrer into a touch. Always a touch: one with source `(direct)` and medium
/// `(none)` where neither tells anything. `internal`: hosts that are as good as the site's own, with `|` between.
pub(crate) fn read(url: &str, referrer: &str, internal: &str, at: Millis) -> Touch {
    let (bare, _) = split_at_byte(url, b'#');
    let params = urlencoded::fields(split_at_byte(bare, b'?').1);
    let mut out = Writer::object();
    out.number("at", at.0);
    out.text("landing_url", clip(bare, limits::URL_CHARS));
    out.text.push('\t');

    let host = host(referrer);
    let external = !host.is_empty() && !is_internal(host, self::host(url)) && !is_one_of(host, internal);
    if external {
        out.text("referrer_host", host);
    }
    let mut clicks = Writer::object();
    tags(&mut clicks, &params, CLICK_IDS, false);
    clicks.close();
    let clicked = clicks.text.len() > "{}".len();
    if clicked {
        out.json("click_ids", &clicks.text);
    }

    let mut source = param(&params, "utm_source");
    let mut medium = param(&params, "utm_medium");
    // Weak names of a source: below campaign parameters and click ids, above the referrer.
    if source.is_empty() {
        source = param(&params, "ref");
    }
    if source.is_empty() {
        source = param(&params, "source");
    }
    let told = clicked || !medium.is_empty() || (!external && !param(&params, "utm_campaign").is_empty());
    if source.is_empty() && !told {
        (source, medium) = if external { (host, "referral") } else { (DIRECT, "(none)") };
    }
    tag(&mut out, "source", source);
    tag(&mut out, "medium", medium);
    tags(&mut out, &params, CAMPAIGN, true);
    tags(&mut out, &params, CAMPAIGN_MORE, false);
    out.close();
    let mut label = source.to_owned();
    for part in [medium, param(&params, "utm_campaign")] {
        if !part.is_empty() {
            label.push('/');
            label.push_str(part);
        }
    }
    Touch { text: out.text, label, direct: source == DIRECT }
}

/// Writes the parameters of these names, `short` without what stands before their first `_`.
fn tags(out: &mut Writer, params: &Fields, names: &str, short: bool) {
    let mut rest = names;
    while !rest.is_empty() {
        let (name, after) = split_at_byte(rest, b' ');
        rest = after;
        let key = if short { split_at_byte(name, b'_').1 } else { name };
        tag(out, key, param(params, name));
    }
}

fn tag(out: &mut Writer, key: &str, value: &str) {
    out.text(key, clip(value, limits::TAG_CHARS));
}

/// The first value of that name, in any case, that is not empty.
fn param<'a>(params: &'a Fields, name: &str) -> &'a str {
    for (known, value) in params.iter() {
        let value = value.expose();
        if known.eq_ignore_ascii_case(name) && !value.is_empty() {
            return value;
        }
    }
    ""
}

/// The path of an absolute address.
pub(crate) fn path(url: &str) -> String {
    let mut rest = url;
    for end in b"#?" {
        rest = split_at_byte(rest, *end).0;
    }
    for _ in 0..3 {
        rest = split_at_byte(rest, b'/').1;
    }
    let mut path = "/".to_owned();
    path.push_str(rest);
    path
}

/// The host of an address with a scheme, lower-case as browsers give it, without `www.` and port.
fn host(url: &str) -> &str {
    let (_, rest) = split_at_byte(url, b':');
    let mut host = rest.strip_prefix("//").unwrap_or_default();
    for end in b"/?#:" {
        host = split_at_byte(host, *end).0;
    }
    host.strip_prefix("www.").unwrap_or(host)
}

/// Same site: the same host, or one under the other's domain (`shop.example.com` and `example.com`).
fn is_internal(host: &str, own: &str) -> bool {
    host == "localhost" || is_under(host, own) || is_under(own, host)
}

fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|left| matches!(left.as_bytes().last(), None | Some(b'.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, Value};

    /// Address and referrer to `key=value …` of what the touch holds beside time and landing page.
    fn check(url: &str, referrer: &str, expected: &str) {
        let touch = read(url, referrer, "pay.example|login.example", Millis(7));
        let touch = json::parse(&touch.text).unwrap();
        assert_eq!(touch.get("at").whole(), Some(7));
        let shown = |mark: &str, value: Value<'_>| -> Vec<String> {
            let mut members = value.members();
            let mut shown = Vec::new();
            while let Some(value) = members.next() {
                match value.text() {
                    Some(text) if members.key != "landing_url" => {
                        shown.push(format!("{mark}{}={text}", members.key))
                    }
                    _ => {}
                }
            }
            shown
        };
        let mut found = shown("", touch);
        found.extend(shown("#", touch.get("click_ids")));
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
        check(
            home,
            "https://notnorthlight.example/",
            "referrer_host=notnorthlight.example source=notnorthlight.example medium=referral",
        );
        check(
            "https://a.example/?UTM_Source=Google&Utm_Medium=CPC&utm_campaign=spring%20sale&GCLID=x1#frag",
            "https://www.google.com/",
            "referrer_host=google.com source=Google medium=CPC campaign=spring sale #gclid=x1",
        );
        check(home, "https://pay.example/x", "source=(direct) medium=(none)");
        check(home, "https://login.example/", "source=(direct) medium=(none)");
        check("https://a.example/?gclid=x", "", "#gclid=x");
        check("https://a.example/?ScCid=y&utm_source=", "", "#sccid=y");
        check("https://a.example/?ref=producthunt", "https://t.co/", "referrer_host=t.co source=producthunt");
        check("https://a.example/?utm_source=one&utm_source=two", "", "source=one");
        check("https://a.example/?utm_campaign=only", "", "campaign=only");
        check("https://a.example?utm_medium=email", "", "medium=email");
        check(
            "https://a.example/",
            "android-app://com.google.android.gm/",
            "referrer_host=com.google.android.gm source=com.google.android.gm medium=referral",
        );
    }

    fn landing_url(touch: &Touch) -> String {
        json::parse(&touch.text).unwrap().text_at("landing_url")
    }

    #[test]
    fn the_landing_page_is_kept_without_its_fragment_and_bounded() {
        let touch = read("https://a.example/x?y=1#token=secret", "", "", Millis(0));
        assert_eq!(landing_url(&touch), "https://a.example/x?y=1");
        let long = format!("https://a.example/?q={}", "é".repeat(3000));
        assert_eq!(landing_url(&read(&long, "", "", Millis(0))).chars().count(), limits::URL_CHARS);
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
