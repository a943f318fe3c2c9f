//! Which kind of device, which browser, which system: from client hints where the browser gives them, else from the
//! user agent's text. Browsers freeze much of both, and what is frozen is not told: no version of macOS, and no
//! difference between Windows 10 and 11.

use serde::Deserialize;

/// What the browser says of itself, as a record's `context` has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    pub(super) ua: String,
    /// Client hints: system, whether it is a phone, and the browser's names with their versions.
    pub(super) platform: String,
    pub(super) mobile: Option<bool>,
    pub(super) brands: String,
    /// Whether the device takes touches: what tells an iPad from a Mac.
    pub(super) touch: bool,
}

/// What is made of it; empty where nothing is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Agent {
    pub(super) device: &'static str,
    pub(super) browser: String,
    pub(super) system: String,
}

/// What a program that is nobody's browser has in its text. `preview` and `lighthouse` stand for the tools that draw a
/// page for others.
const PROGRAMS: [&str; 17] = [
    "bot",
    "crawler",
    "spider",
    "slurp",
    "headless",
    "phantomjs",
    "lighthouse",
    "preview",
    "facebookexternalhit",
    "chatgpt-user",
    "claude-user",
    "perplexity-user",
    "python",
    "curl/",
    "wget/",
    "go-http-client",
    "okhttp",
];

/// Names of browsers in brands, the particular before what it is built on.
const BRANDS: [(&str, &str); 9] = [
    ("Microsoft Edge ", "Edge"),
    ("Opera ", "Opera"),
    ("Samsung Internet ", "Samsung Internet"),
    ("Brave ", "Brave"),
    ("Vivaldi ", "Vivaldi"),
    ("YaBrowser ", "Yandex Browser"),
    ("DuckDuckGo ", "DuckDuckGo"),
    ("Google Chrome ", "Chrome"),
    ("Chromium ", "Chromium"),
];

/// What stands before the version in a user agent, the particular before what it claims to be as well.
const TOKENS: [(&str, &str); 24] = [
    ("FBAV/", "Facebook"),
    ("Instagram ", "Instagram"),
    ("[LinkedInApp]", "LinkedIn"),
    ("GSA/", "Google app"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("Ddg/", "DuckDuckGo"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Focus/", "Firefox Focus"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

const WINDOWS: [(&str, &str); 4] =
    [("6.1", "Windows 7"), ("6.2", "Windows 8"), ("6.3", "Windows 8.1"), ("10.0", "Windows")];

impl Agent {
    pub(super) fn of(said: &Said) -> Agent {
        let brand = BRANDS.iter().find_map(|(brand, name)| Some(named(name, after(&said.brands, brand)?)));
        let browser = brand.unwrap_or_else(|| browser(&said.ua));
        Agent { device: device(said), browser, system: system(said) }
    }
}

fn device(said: &Said) -> &'static str {
    let ua = said.ua.as_str();
    // Cubot makes telephones.
    let lower = ua.to_ascii_lowercase().replace("cubot", "");
    let has = |words: &[&str]| words.iter().any(|word| ua.contains(word));
    if PROGRAMS.iter().any(|word| lower.contains(word)) || said.brands.contains("Headless") {
        "bot"
    } else if has(&["iPad", "Tablet", "Silk/"]) || is_ipad_as_mac(said) {
        "tablet"
    } else if said.mobile == Some(true) || has(&["iPhone", "iPod", "Mobile"]) {
        "phone"
    } else if has(&["Android"]) || said.platform == "Android" {
        "tablet"
    } else if ua.is_empty() && said.platform.is_empty() {
        ""
    } else {
        "desktop"
    }
}

/// An iPad asks for pages as a Mac does; no Mac takes touches.
fn is_ipad_as_mac(said: &Said) -> bool {
    said.touch && said.ua.contains("Macintosh") && said.platform.is_empty()
}

fn browser(ua: &str) -> String {
    TOKENS
        .iter()
        .find_map(|(token, name)| Some((name, after(ua, token)?)))
        .filter(|(name, _)| **name != "Safari" || ua.contains("Safari/"))
        .map_or_else(String::new, |(name, version)| named(name, version))
}

fn system(said: &Said) -> String {
    let ua = said.ua.as_str();
    if let Some(version) = after(ua, "Windows NT ") {
        let known = WINDOWS.iter().find(|(number, _)| version.starts_with(number));
        return known.map_or("Windows", |(_, name)| name).to_owned();
    }
    if let Some(version) = after(ua, "iPhone OS ") {
        return apple("iOS", version, ua);
    }
    if ua.contains("iPad") || is_ipad_as_mac(said) {
        return after(ua, "CPU OS ")
            .map_or_else(|| "iPadOS".to_owned(), |version| apple("iPadOS", version, ua));
    }
    if let Some(version) = after(ua, "Android ") {
        // Chrome says "Android 10; K" on every device.
        return if version.starts_with("10; K") { "Android".into() } else { named("Android", version) };
    }
    let hints = [
        ("Windows", "Windows"),
        ("macOS", "macOS"),
        ("Linux", "Linux"),
        ("Android", "Android"),
        ("Chrome OS", "ChromeOS"),
        ("Chromium OS", "ChromeOS"),
        ("iOS", "iOS"),
    ];
    let hint = hints.iter().find(|(hint, _)| *hint == said.platform);
    let words = [
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Tizen", "Tizen"),
        ("Android", "Android"),
        ("Linux", "Linux"),
    ];
    let word = words.iter().find(|(word, _)| ua.contains(word));
    hint.or(word).map_or_else(String::new, |(_, name)| (*name).to_owned())
}

/// Since 26 the text says 18 for ever, but Safari has the system's number.
fn apple(name: &str, version: &str, ua: &str) -> String {
    let safari = after(ua, "Version/").filter(|safari| number(safari) >= Some(26));
    match safari {
        Some(safari) => named(name, safari),
        None if version.starts_with("18_6") || version.starts_with("18_7") => name.to_owned(),
        None => named(name, version),
    }
}

fn after<'a>(text: &'a str, token: &str) -> Option<&'a str> {
    text.split_once(token).map(|(_, rest)| rest)
}

/// The first number, where it can be one of a version.
fn number(version: &str) -> Option<u32> {
    let digits = version.len() - version.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    version.get(..digits).filter(|_| digits <= 4)?.parse().ok()
}

fn named(name: &str, version: &str) -> String {
    number(version).map_or_else(|| name.to_owned(), |number| format!("{name} {number}"))
}

#[cfg(test)]
mod tests;
