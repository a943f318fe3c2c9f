//! Writes `crates/email/data` from pinned packages of npm and PyPI. `cargo xtask email-data` runs it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program speaks by printing")]

use leadwell_email::{hint, xor};
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

type Outcome<T> = Result<T, Box<dyn Error>>;
type Domains = BTreeSet<String>;

const NPM: [&str; 6] = [
    "disposable-email-domains@1.0.62",
    "email-providers@2.26.0",
    "free-email-domains@1.12.6",
    "freemail@1.7.0",
    "mailchecker@6.0.21",
    "top-sites@1.1.222",
];
const PYPI: &str = "disposable-email-domains==0.0.293";

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("error: {other}: only --check is known");
            return ExitCode::FAILURE;
        }
    };
    match run(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Outcome<()> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = crate_folder.join("data");
    let sources = Sources::fetch(&crate_folder.join("../../target/email-data"))?;
    let mut stale = Vec::new();
    for (name, content) in sources.files()? {
        let path = data.join(name);
        let same = fs::read(&path).is_ok_and(|old| old == content);
        println!("{name}: {} bytes{}", content.len(), if same { "" } else { ", changed" });
        if !same && check {
            stale.push(name);
        } else if !same {
            fs::write(path, content)?;
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!("{} differ from what the packages give; run `cargo xtask email-data`", stale.join(", "))
            .into())
    }
}

/// What the packages hold, in lower case.
struct Sources {
    /// npm free-email-domains, MIT.
    free: Domains,
    /// PyPI disposable-email-domains, CC0.
    disposable: Domains,
    /// In that, and in npm disposable-email-domains (MIT) and mailchecker (MIT).
    agreed: Domains,
    /// All that are known to exist: these, npm freemail, email-providers and top-sites.
    existing: Domains,
}

impl Sources {
    fn fetch(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        let python = folder.join("python");
        // What npm runs after an installation is not needed, and one of the scripts fetches from elsewhere.
        npm(folder, &NPM)?;
        let pip = [
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--quiet",
            "--quiet",
            "install",
            "--no-deps",
            "--upgrade",
        ];
        succeed(Command::new("python3").args(pip).arg("--target").arg(&python).arg(PYPI))?;
        let npm = folder.join("node_modules");
        let free = json(&npm.join("free-email-domains/domains.json"))?;
        let disposable = script(&python.join("disposable_email_domains/__init__.py"))?;
        let ivolo = json(&npm.join("disposable-email-domains/index.json"))?;
        let mailchecker = script(&npm.join("mailchecker/platform/node/index.js"))?;
        let agreed =
            disposable.iter().filter(|d| ivolo.contains(*d) && mailchecker.contains(*d)).cloned().collect();
        let mut existing = free.clone();
        existing.extend(lines(&npm.join("freemail/data/free.txt"))?);
        existing.extend(json(&npm.join("email-providers/all.json"))?);
        existing.extend(top_sites(&npm.join("top-sites/top-sites.json"))?);
        Ok(Self { free, disposable, agreed, existing })
    }

    /// The domain or one above it.
    fn is_disposable(&self, domain: &str) -> bool {
        let parent = domain.split_once('.').map(|(_, parent)| parent);
        self.disposable.contains(domain) || parent.is_some_and(|parent| self.is_disposable(parent))
    }

    fn files(&self) -> Outcome<Vec<(&'static str, Vec<u8>)>> {
        let guard = hint::guard(self.existing.iter().map(String::as_str));
        let guard = guard.into_iter().flat_map(u16::to_le_bytes).collect();
        let free = self.free.iter().filter(|domain| !self.is_disposable(domain));
        let agreed: Vec<&str> = self.agreed.iter().map(String::as_str).collect();
        println!("{} domains in three lists of disposable ones", agreed.len());
        let filter = xor::build(&agreed).ok_or("no seed spreads the domains")?;
        Ok(vec![
            ("guard.bin", guard),
            ("free.txt", text(free)),
            ("disposable.txt", text(self.disposable.iter())),
            ("disposable.xor8", filter),
        ])
    }
}

fn npm(folder: &Path, packages: &[&str]) -> Outcome<()> {
    let options =
        ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--silent", "--prefix"];
    succeed(Command::new("npm").args(options).arg(folder).args(packages))
}

fn succeed(command: &mut Command) -> Outcome<()> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

fn text<'a>(domains: impl Iterator<Item = &'a String>) -> Vec<u8> {
    domains.flat_map(|domain| [domain.as_str(), "\n"]).collect::<String>().into_bytes()
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Only what can be a domain: the lists have a line or two of something else.
fn collect<'a>(names: impl Iterator<Item = &'a str>) -> Domains {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | 128..);
    names
        .map(|name| name.trim().to_lowercase())
        .filter(|name| name.contains('.') && name.bytes().all(fine))
        .collect()
}

fn lines(path: &Path) -> Outcome<Domains> {
    Ok(collect(read(path)?.lines()))
}

fn json(path: &Path) -> Outcome<Domains> {
    let names: Vec<String> = serde_json::from_str(&read(path)?)?;
    Ok(collect(names.iter().map(String::as_str)))
}

/// The quoted names of a script, whatever else it has.
fn script(path: &Path) -> Outcome<Domains> {
    Ok(collect(read(path)?.split(['"', '\'']).skip(1).step_by(2)))
}

fn top_sites(path: &Path) -> Outcome<Domains> {
    let sites: Vec<serde_json::Value> = serde_json::from_str(&read(path)?)?;
    let names = sites.iter().filter_map(|site| site["rootDomain"].as_str());
    Ok(collect(names.map(|name| name.strip_prefix("www.").unwrap_or(name))))
}
