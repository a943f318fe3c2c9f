//! `leadwell.toml`: read by hand, so that every mistake is named at once, with what is allowed instead.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use leadwell_wire::Pii;
use toml::{Table, Value};

const KEYS: &[&str] = &["listen", "store", "admin_token", "forms", "origins", "assets"];

/// Where the collector listens unless told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8787";
/// Where it keeps leads unless told otherwise.
pub const DEFAULT_STORE: &str = "sqlite:leadwell.db";

/// The configuration, complete with defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The SQLite file.
    pub store: PathBuf,
    /// The token of the dashboard; none means that one is made at start.
    pub admin_token: Option<Pii<String>>,
    /// The folder of form definitions.
    pub forms: Option<PathBuf>,
    /// Pages of these origins may post by script.
    pub origins: Origins,
    /// The widget's files, instead of those in the binary.
    pub assets: Option<PathBuf>,
}

/// Which pages may call from a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Every page.
    Any,
    /// These, each `scheme://host[:port]`.
    List(Vec<String>),
}

/// What the command line says over the file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--store`.
    pub store: Option<String>,
    /// `--assets`.
    pub assets: Option<PathBuf>,
    /// `LEADWELL_ADMIN_TOKEN`.
    pub admin_token: Option<String>,
}

/// Everything that is wrong, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads the file, if one is given, and lays the command line over it. Paths in the file are relative to
    /// the file, those of the command line to the working folder.
    pub fn read(file: Option<&Path>, over: Overrides) -> Result<Config, ConfigErrors> {
        let Some(path) = file else {
            return Config::from_table(Table::new(), Path::new("."), over);
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigErrors(vec![format!("cannot read {}: {error}", path.display())]))?;
        let table = text
            .parse::<Table>()
            .map_err(|error| ConfigErrors(vec![format!("{}: {}", path.display(), error.message())]))?;
        Config::from_table(table, path.parent().unwrap_or(Path::new(".")), over).map_err(|errors| {
            ConfigErrors(errors.0.into_iter().map(|e| format!("{}: {e}", path.display())).collect())
        })
    }

    fn from_table(table: Table, base: &Path, over: Overrides) -> Result<Config, ConfigErrors> {
        let mut errors = Vec::new();
        for key in table.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            errors.push(format!("unknown key \"{key}\"; allowed: {}", KEYS.join(", ")));
        }
        let text = |key: &str, errors: &mut Vec<String>| match table.get(key) {
            None => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => {
                errors.push(format!("\"{key}\" must be a text, not {}", a_type(other)));
                None
            }
        };
        let listen =
            over.listen.or_else(|| text("listen", &mut errors)).unwrap_or_else(|| DEFAULT_LISTEN.into());
        let store = match (over.store, text("store", &mut errors)) {
            (Some(url), _) => store_path(&url, Path::new("")),
            (None, Some(url)) => store_path(&url, base),
            (None, None) => store_path(DEFAULT_STORE, Path::new("")),
        };
        let store = store.unwrap_or_else(|error| {
            errors.push(error);
            PathBuf::new()
        });
        let admin_token = over.admin_token.or_else(|| text("admin_token", &mut errors));
        if admin_token.as_ref().is_some_and(|token| token.trim().is_empty()) {
            errors.push("\"admin_token\" must not be empty; leave it out to have one made at start".into());
        }
        let forms = match text("forms", &mut errors) {
            Some(folder) => Some(base.join(folder)),
            None => Some(base.join("forms")).filter(|folder| folder.is_dir()),
        };
        let assets = over.assets.or_else(|| text("assets", &mut errors).map(|folder| base.join(folder)));
        let origins = origins(table.get("origins"), &mut errors);
        let listen = listen.parse::<SocketAddr>().unwrap_or_else(|_| {
            errors.push(format!("\"listen\" must be an address and a port such as {DEFAULT_LISTEN}"));
            SocketAddr::from(([127, 0, 0, 1], 0))
        });
        if !errors.is_empty() {
            return Err(ConfigErrors(errors));
        }
        Ok(Config { listen, store, admin_token: admin_token.map(Pii::new), forms, origins, assets })
    }
}

fn store_path(url: &str, base: &Path) -> Result<PathBuf, String> {
    match url.split_once(':') {
        Some(("sqlite", path)) if !path.is_empty() => Ok(base.join(path)),
        Some(("postgres" | "postgresql", _)) => {
            Err("\"store\": this release keeps leads in SQLite only; use sqlite:FILE".into())
        }
        _ => Err(format!("\"store\" must be sqlite:FILE, such as {DEFAULT_STORE}")),
    }
}

fn origins(value: Option<&Value>, errors: &mut Vec<String>) -> Origins {
    const WANTED: &str =
        "\"origins\" must be a list of texts such as [\"https://www.example.com\"] or [\"*\"]";
    let Some(value) = value else { return Origins::List(Vec::new()) };
    let Value::Array(items) = value else {
        errors.push(format!("{WANTED}, not {}", a_type(value)));
        return Origins::List(Vec::new());
    };
    let mut list = Vec::new();
    for item in items {
        match item.as_str() {
            Some("*") if items.len() == 1 => return Origins::Any,
            Some("*") => errors.push("\"origins\": \"*\" must stand alone".into()),
            Some(origin) => match normal_origin(origin) {
                Some(origin) => list.push(origin),
                None => errors.push(format!(
                    "\"origins\": \"{origin}\" must be scheme://host or scheme://host:port, without a path"
                )),
            },
            None => errors.push(WANTED.into()),
        }
    }
    Origins::List(list)
}

/// The origin as browsers send it, if it is one.
fn normal_origin(text: &str) -> Option<String> {
    let (scheme, host) = text.split_once("://")?;
    let host = host.strip_suffix('/').unwrap_or(host);
    let fits = matches!(scheme, "http" | "https")
        && !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'_'));
    fits.then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

fn a_type(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Vec<String>> {
        Config::from_table(text.parse().unwrap(), Path::new("/etc/lw"), Overrides::default()).map_err(|e| e.0)
    }

    #[test]
    fn says_everything_wrong_at_once() {
        let errors = read(
            "lissten = \"x\"\nlisten = \"nowhere\"\nstore = \"mysql:x\"\nadmin_token = 7\n\
             origins = [\"https://a.example/path\", \"*\", 1]\nforms = false",
        )
        .unwrap_err();
        for (error, expected) in errors.iter().zip([
            "unknown key \"lissten\"; allowed: listen, store, admin_token, forms, origins, assets",
            "\"store\" must be sqlite:FILE",
            "\"admin_token\" must be a text, not a number",
            "\"forms\" must be a text, not true or false",
            "\"origins\": \"https://a.example/path\" must be scheme://host",
            "\"origins\": \"*\" must stand alone",
            "\"origins\" must be a list of texts",
            "\"listen\" must be an address and a port",
        ]) {
            assert!(error.starts_with(expected), "{error}\n{expected}");
        }
        assert_eq!(errors.len(), 8, "{errors:#?}");
    }

    #[test]
    fn paths_in_the_file_are_relative_to_it() {
        let config = read("store = \"sqlite:data/l.db\"\nforms = \"f\"\norigins = [\"HTTPS://A.example/\"]");
        assert!(config.is_err(), "browsers send the scheme in lower case, and so must the file");
        let config =
            read("store = \"sqlite:data/l.db\"\nforms = \"f\"\norigins = [\"https://A.example/\"]").unwrap();
        assert_eq!(config.store, Path::new("/etc/lw/data/l.db"));
        assert_eq!(config.forms.unwrap(), Path::new("/etc/lw/f"));
        assert_eq!(config.origins, Origins::List(vec!["https://a.example".into()]));
    }

    #[test]
    fn the_token_is_never_printed() {
        let config = read("admin_token = \"canary\"").unwrap();
        assert!(!format!("{config:?}").contains("canary"));
    }
}
