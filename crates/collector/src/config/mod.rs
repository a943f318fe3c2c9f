//! `leadwell.toml`: read by hand, so that every mistake is named at once, with its place and what is allowed instead.

mod destination;
mod origins;
mod place;
mod smtp;
mod values;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use leadwell_wire::Pii;
use toml::de::{DeTable, DeValue};

pub use destination::DestinationConfig;
pub use origins::Origins;

use crate::deliveries::Smtp;
use crate::forms::FormSet;
use place::Faults;
use values::{Secrets, a_type, only, text};

const KEYS: &[&str] =
    &["listen", "store", "admin_token", "forms", "origins", "assets", "journey", "destination", "smtp"];

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
    /// The site's own stage model.
    pub model: Option<PathBuf>,
    /// Where leads go.
    pub destinations: Vec<DestinationConfig>,
    /// Who takes our mail.
    pub smtp: Option<Smtp>,
    /// Forms that conditions name.
    named_forms: Vec<destination::Named>,
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
        let Some(path) = file else { return Config::from_text("", "", Path::new("."), over, &env) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigErrors(vec![format!("cannot read {}: {error}", path.display())]))?;
        let base = path.parent().unwrap_or(Path::new("."));
        Config::from_text(&text, &path.display().to_string(), base, over, &env)
    }

    fn from_text(
        source: &str,
        file: &str,
        base: &Path,
        over: Overrides,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigErrors> {
        let mut faults = Faults::new(file, source);
        let (document, broken) = DeTable::parse_recoverable(source);
        if !broken.is_empty() {
            // What stands beside a broken line may be read as something else: only the syntax is sure.
            for error in broken {
                faults.at_or_aside(error.span(), error.message());
            }
            return Err(ConfigErrors(faults.told()));
        }
        let table = document.get_ref();
        only(table, KEYS, &mut faults);
        let place = |key: &str, over: bool| table.get(key).filter(|_| !over).map(|value| value.span());
        let (listen_over, store_over) = (over.listen.is_some(), over.store.is_some());
        let token_over = over.admin_token.is_some();
        let listen = over.listen.or_else(|| text(table, "listen", &mut faults));
        let listen = listen.as_deref().unwrap_or(DEFAULT_LISTEN).parse().unwrap_or_else(|_| {
            let wanted = format!("\"listen\" must be an address and a port such as {DEFAULT_LISTEN}");
            faults.at_or_aside(place("listen", listen_over), wanted);
            SocketAddr::from(([127, 0, 0, 1], 0))
        });
        let store = match (over.store, text(table, "store", &mut faults)) {
            (Some(url), _) => store_path(&url, Path::new("")),
            (None, Some(url)) => store_path(&url, base),
            (None, None) => store_path(DEFAULT_STORE, Path::new("")),
        };
        let store = store.unwrap_or_else(|error| {
            faults.at_or_aside(place("store", store_over), error);
            PathBuf::new()
        });
        let admin_token = over.admin_token.map(Pii::new).or_else(|| {
            let value = table.get("admin_token")?;
            match value.get_ref() {
                DeValue::Table(_) => Secrets { base, env }.look_up("admin_token", value, &mut faults),
                _ => text(table, "admin_token", &mut faults).map(Pii::new),
            }
        });
        if admin_token.as_ref().is_some_and(|token| token.expose().trim().is_empty()) {
            let said = "\"admin_token\" must not be empty; leave it out to have one made at start";
            faults.at_or_aside(place("admin_token", token_over), said);
        }
        let forms = match text(table, "forms", &mut faults) {
            Some(folder) => Some(base.join(folder)),
            None => Some(base.join("forms")).filter(|folder| folder.is_dir()),
        };
        let assets =
            over.assets.or_else(|| text(table, "assets", &mut faults).map(|folder| base.join(folder)));
        let origins = origins::read(table.get("origins"), &mut faults);
        let model = model(table, &mut faults).map(|file| base.join(file));
        let secrets = Secrets { base, env };
        let (destinations, named_forms) =
            destination::read(table.get("destination"), table.contains_key("smtp"), secrets, &mut faults);
        let smtp = table.get("smtp").and_then(|value| smtp::read(value, secrets, &mut faults));
        let errors = faults.told();
        if !errors.is_empty() {
            return Err(ConfigErrors(errors));
        }
        Ok(Config {
            listen,
            store,
            admin_token,
            forms,
            origins,
            assets,
            model,
            destinations,
            smtp,
            named_forms,
        })
    }
}

/// `[journey]`.
fn model(table: &DeTable<'_>, faults: &mut Faults<'_>) -> Option<String> {
    let value = table.get("journey")?;
    match value.get_ref() {
        DeValue::Table(journey) => {
            only(journey, &["model"], faults);
            text(journey, "model", faults)
        }
        other => {
            faults.at(value.span(), format!("\"journey\" must be a table, not {}", a_type(other)));
            None
        }
    }
}

impl Config {
    /// What it says of forms that are not there.
    pub fn missing_forms(&self, forms: &FormSet) -> Vec<String> {
        let missing = self.named_forms.iter().filter(|named| forms.get(&named.form).is_none());
        let known = || forms.names().collect::<Vec<_>>().join(", ");
        missing
            .map(|named| {
                format!("{}: there is no form \"{}\"; there are: {}", named.place, named.form, known())
            })
            .collect()
    }

    /// What it says of fields that no form has, as far as forms are defined: their values will be empty. A page may have more
    /// fields than its definition, so that this is no mistake for sure.
    pub fn missing_fields(&self, forms: &FormSet) -> Vec<String> {
        let mut out = Vec::new();
        for destination in &self.destinations {
            let wanted = &destination.when.forms;
            let names =
                forms.names().filter(|name| wanted.is_empty() || wanted.iter().any(|own| own == name));
            let fields = names.filter_map(|name| forms.get(name)).flat_map(|form| &form.def.fields);
            let known: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
            for (field, place) in
                destination.reads.iter().filter(|(field, _)| !known.contains(&field.as_str()))
            {
                let close = values::close_to(field, known.iter().copied());
                out.push(format!("{place}: no form has a field \"{field}\"{close}; it will always be empty"));
            }
        }
        if forms.is_empty() { Vec::new() } else { out }
    }
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Vec<String>> {
        let env = |name: &str| (name == "TOKEN").then(|| "canary\n".to_owned());
        Config::from_text(text, "l.toml", Path::new("/etc/lw"), Overrides::default(), &env).map_err(|e| e.0)
    }

    #[test]
    fn says_everything_wrong_at_once_and_where() {
        let errors = read(
            "lissten = \"x\"\nlisten = \"nowhere\"\nstore = \"mysql:x\"\nadmin_token = 7\n\
             origins = [\"https://a.example/path\", \"*\", 1]\nforms = false\njourney = 7",
        )
        .unwrap_err();
        let expected = [
            "l.toml:1:1: unknown key \"lissten\" (did you mean \"listen\"?); allowed: listen, store, admin_token, forms, origins, assets, journey, destination, smtp",
            "l.toml:2:10: \"listen\" must be an address and a port",
            "l.toml:3:9: \"store\" must be sqlite:FILE",
            "l.toml:4:15: \"admin_token\" must be a text, not a number",
            "l.toml:5:12: \"origins\": \"https://a.example/path\" must be scheme://host",
            "l.toml:5:38: \"origins\": \"*\" must stand alone",
            "l.toml:5:43: \"origins\" must be a list of texts",
            "l.toml:6:9: \"forms\" must be a text, not true or false",
            "l.toml:7:11: \"journey\" must be a table, not a number",
        ];
        assert_eq!(errors.len(), expected.len(), "{errors:#?}");
        for (error, expected) in errors.iter().zip(expected) {
            assert!(error.starts_with(expected), "{error}\n{expected}");
        }
    }

    #[test]
    fn all_that_is_no_toml() {
        let errors = read("listen = \nstore = \"x\nform = [").unwrap_err();
        assert!(errors.len() >= 2, "{errors:#?}");
        assert!(errors[0].starts_with("l.toml:1:"), "{errors:#?}");
        assert!(
            read("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"").unwrap_err()[0]
                .starts_with("l.toml:2:1: ")
        );
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
    fn the_model_is_a_file_beside_it() {
        let model = |text: &str| read(text).map(|config| config.model);
        let found = model("[journey]\nmodel = \"stages.json\"").unwrap();
        assert_eq!(found.as_deref(), Some(Path::new("/etc/lw/stages.json")));
        assert_eq!(model("").unwrap(), None);
        let errors = model("[journey]\nmodel = 1\nmodell = \"x\"").unwrap_err();
        assert_eq!(errors.len(), 2, "{errors:?}");
    }

    #[test]
    fn the_token_is_never_printed() {
        let config = read("admin_token = \"canary\"").unwrap();
        assert!(!format!("{config:?}").contains("canary"));
    }

    #[test]
    fn the_token_may_stand_elsewhere() {
        let token = |text: &str| read(text).map(|config| config.admin_token.unwrap().into_inner());
        assert_eq!(token("admin_token = { env = \"TOKEN\" }").unwrap(), "canary");
        for (text, expected) in [
            ("admin_token = { env = \"NONE\" }", "there is no environment variable NONE"),
            ("admin_token = { file = \"none\" }", "cannot read none"),
            ("admin_token = { enf = \"TOKEN\" }", "must be { env = \"NAME\" } or { file = \"PATH\" }"),
            ("admin_token = { env = 1 }", "must be { env = \"NAME\" } or { file = \"PATH\" }"),
            ("admin_token = \" \"", "must not be empty"),
        ] {
            let errors = token(text).unwrap_err();
            assert!(errors.len() == 1 && errors[0].contains(expected), "{text}: {errors:?}");
        }
    }
}
