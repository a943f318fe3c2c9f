//! The forms that this collector knows, read once at start by the same code that reads them in the page.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use leadwell_wire::{FieldKind, FormDef};
use sha2::{Digest, Sha256};

/// One form, ready to serve.
#[derive(Debug)]
pub struct Form {
    /// What it asks for.
    pub def: FormDef,
    /// The definition as `GET /v1/forms/{form}` answers it.
    pub json: Bytes,
    /// Its entity tag, with quotes.
    pub etag: String,
}

/// All forms by name.
#[derive(Debug, Clone, Default)]
pub struct FormSet(BTreeMap<String, Arc<Form>>);

impl FormSet {
    /// Reads every `*.json` of a folder. All errors of all files at once, each naming its file.
    pub fn load(folder: &Path) -> Result<FormSet, Vec<String>> {
        let listing = std::fs::read_dir(folder)
            .map_err(|error| vec![format!("forms: cannot read the folder {}: {error}", folder.display())])?;
        let mut paths: Vec<_> = listing
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        paths.sort();
        let mut texts = Vec::new();
        let mut errors = Vec::new();
        for path in paths {
            match std::fs::read_to_string(&path) {
                Ok(text) => texts.push((path.display().to_string(), text)),
                Err(error) => errors.push(format!("{}: {error}", path.display())),
            }
        }
        let set = FormSet::parse(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        match set {
            Ok(set) if errors.is_empty() => Ok(set),
            Ok(_) => Err(errors),
            Err(more) => Err(errors.into_iter().chain(more).collect()),
        }
    }

    /// Reads definitions; each comes with the name by which errors call it.
    pub fn parse<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<FormSet, Vec<String>> {
        let mut forms = BTreeMap::new();
        let mut errors = Vec::new();
        for (place, text) in texts {
            match leadwell_core::form::parse(text) {
                Ok(def) => {
                    let name = def.form.clone();
                    if forms.insert(name.clone(), Arc::new(Form::new(def))).is_some() {
                        errors.push(format!("{place}: a second form with the name \"{name}\""));
                    }
                }
                Err(found) => {
                    errors.extend(found.into_iter().map(|error| format!("{place}: {}", error.message)));
                }
            }
        }
        if errors.is_empty() { Ok(FormSet(forms)) } else { Err(errors) }
    }

    /// The form with this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Form>> {
        self.0.get(name)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Form {
    fn new(mut def: FormDef) -> Form {
        // Our own bound goes into the definition, so that the page judges by it too.
        for field in def.fields.iter_mut().filter(|field| field.kind == FieldKind::File) {
            field.max_bytes.get_or_insert(crate::files::FILE_BYTES);
        }
        // A definition is texts, numbers and flags: writing it cannot fail.
        let json = Bytes::from(serde_json::to_vec(&def).unwrap_or_default());
        let etag = format!("\"{}\"", &hex(&Sha256::digest(&json))[..16]);
        Form { def, json, etag }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
