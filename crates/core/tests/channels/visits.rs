//! Visits as campaigns make them. Each kind of campaign says which channel it is, and what its links look like; nothing
//! here asks the code under test.

use leadwell_core::channel::Channel;

#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) query: String,
    pub(crate) referrer: String,
    pub(crate) truth: Channel,
}

/// Mulberry's cousin: enough chance for a log.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    /// As people write it.
    fn case(&mut self, text: &str) -> String {
        match self.roll(4) {
            0 => text.to_uppercase(),
            1 => {
                let (first, rest) = text.split_at(1);
                first.to_uppercase() + rest
            }
            _ => text.to_owned(),
        }
    }
}

const SEARCHES: &[&str] = &["google", "bing", "duckduckgo", "yahoo", "ecosia", "yandex", "baidu", "naver"];
const SEARCH_PAGES: &[&str] = &[
    "https://www.google.com/",
    "https://www.google.de/",
    "https://www.google.co.jp/",
    "https://www.bing.com/",
    "https://duckduckgo.com/",
    "https://www.ecosia.org/",
    "https://search.yahoo.com/",
    "https://yandex.ru/",
    "https://www.baidu.com/",
    "https://search.naver.com/",
    "https://search.brave.com/",
    "https://www.startpage.com/",
];
const NETWORKS: &[&str] =
    &["facebook", "instagram", "linkedin", "tiktok", "twitter", "reddit", "pinterest", "snapchat"];
const NETWORK_PAGES: &[&str] = &[
    "https://www.facebook.com/",
    "https://l.facebook.com/",
    "https://l.instagram.com/",
    "https://www.linkedin.com/",
    "https://t.co/",
    "https://www.reddit.com/",
    "https://www.pinterest.com/",
    "https://www.xing.com/",
    "android-app://com.linkedin.android/",
    "https://news.ycombinator.com/",
    "https://bsky.app/",
];
const ASSISTANTS: &[&str] = &[
    "https://chatgpt.com/",
    "https://claude.ai/",
    "https://gemini.google.com/",
    "https://www.perplexity.ai/",
    "https://copilot.microsoft.com/",
    "https://chat.deepseek.com/",
];
const SHOPS: &[&str] = &["amazon", "ebay", "etsy", "idealo", "walmart"];
const OTHERS: &[&str] = &["newswire", "morning-post", "intranet", "fairbrochure", "acme-partner"];
const OTHER_PAGES: &[&str] =
    &["https://blog.example.org/", "https://www.chamber.example/", "https://wiki.example.net/page"];
const CAMPAIGNS: &[&str] = &["spring", "launch 2026", "b2b", "webinar", "workshop", "q4-push-free"];
const PAID: &[&str] = &["cpc", "ppc", "paid", "cpa", "cpv"];

/// A log of so many visits; the same seed makes the same one.
pub(crate) fn log(count: usize, seed: u64) -> impl Iterator<Item = Visit> {
    let mut dice = Dice(seed);
    (0..count).map(move |_| visit(&mut dice))
}

fn visit(dice: &mut Dice) -> Visit {
    let kind = dice.roll(20);
    let campaign = dice.of(CAMPAIGNS).replace(' ', "%20");
    let id = format!("{:x}", dice.roll(1 << 30));
    let (query, referrer, truth) = match kind {
        0 => (tagged(dice, SEARCHES, PAID, &campaign), dice.of(SEARCH_PAGES), Channel::PaidSearch),
        1 => {
            let click = dice.of(&["gclid", "gbraid", "wbraid", "msclkid"]);
            (
                format!("{}={id}", dice.case(click)),
                dice.of(&["", "https://www.google.com/"]),
                Channel::PaidSearch,
            )
        }
        2 => (
            tagged(dice, NETWORKS, &["paid_social", "cpc", "paid"], &campaign),
            dice.of(NETWORK_PAGES),
            Channel::PaidSocial,
        ),
        3 => {
            let click = dice.of(&["ttclid", "twclid", "li_fat_id", "rdt_cid", "epik", "ScCid", "qclid"]);
            (format!("{click}={id}"), dice.of(&["", "https://www.reddit.com/"]), Channel::PaidSocial)
        }
        4 => (tagged(dice, &["youtube", "vimeo"], &["cpv", "paid"], &campaign), "", Channel::PaidVideo),
        5 => (
            tagged(dice, OTHERS, &["display", "banner", "cpm", "interstitial"], &campaign),
            dice.of(OTHER_PAGES),
            Channel::Display,
        ),
        6 => (tagged(dice, SHOPS, PAID, &campaign), "", Channel::PaidShopping),
        7 => (
            tagged(dice, OTHERS, &["cpc", "ppc", "retargeting"], &campaign),
            dice.of(OTHER_PAGES),
            Channel::PaidOther,
        ),
        8 => (String::new(), dice.of(SEARCH_PAGES), Channel::OrganicSearch),
        9 => {
            // Networks put their click id behind links that nobody paid for, too.
            let query = if dice.roll(2) == 0 { format!("fbclid={id}") } else { String::new() };
            (query, dice.of(NETWORK_PAGES), Channel::OrganicSocial)
        }
        10 => (
            String::new(),
            dice.of(&["https://www.youtube.com/", "https://vimeo.com/"]),
            Channel::OrganicVideo,
        ),
        11 => (String::new(), dice.of(ASSISTANTS), Channel::AiAssistant),
        12 => {
            let stray = if dice.roll(3) == 0 { format!("&gclid={id}") } else { String::new() };
            (
                tagged(dice, &["letter", "crm", "welcome"], &["email", "newsletter", "e-mail"], &campaign)
                    + &stray,
                "",
                Channel::Email,
            )
        }
        13 => (tagged(dice, OTHERS, &["affiliate"], &campaign), dice.of(OTHER_PAGES), Channel::Affiliates),
        14 => (tagged(dice, &["twilio", "sms"], &["sms"], &campaign), "", Channel::Sms),
        15 => (
            tagged(dice, &["app", "firebase"], &["push", "web-push", "notification"], "news"),
            "",
            Channel::MobilePush,
        ),
        16 => (String::new(), dice.of(OTHER_PAGES), Channel::Referral),
        17 => (tagged(dice, &["spotify", "radio"], &["audio"], &campaign), "", Channel::Audio),
        18 => (tagged(dice, OTHERS, &["qr", "print", "press"], &campaign), "", Channel::Unassigned),
        _ => (
            String::new(),
            dice.of(&["", "https://www.site.example/", "https://help.site.example/"]),
            Channel::Direct,
        ),
    };
    Visit { query, referrer: referrer.to_owned(), truth }
}

fn tagged(dice: &mut Dice, sources: &[&str], mediums: &[&str], campaign: &str) -> String {
    let (source, medium) = (dice.of(sources), dice.of(mediums));
    let (source, medium) = (dice.case(source), dice.case(medium));
    format!("utm_source={source}&utm_medium={medium}&utm_campaign={campaign}")
}
