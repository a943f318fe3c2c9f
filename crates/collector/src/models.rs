//! The stage models that this collector knows: the site's own, if it has one, and the default.

use std::path::Path;

use leadwell_core::journey::ModelFile;

/// The models by their names.
#[derive(Debug, Clone)]
pub struct Models {
    usual: ModelFile,
    own: Option<ModelFile>,
}

impl Default for Models {
    fn default() -> Self {
        Self { usual: ModelFile::default_model(), own: None }
    }
}

impl Models {
    /// With the site's own, from its file. All errors at once, each with the file and the place in it.
    pub fn load(path: &Path) -> Result<Models, Vec<String>> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| vec![format!("{place}: {error}")])?;
        Self::parse(&place, &text)
    }

    /// With the site's own; `place` is the name by which errors call it.
    pub fn parse(place: &str, json: &str) -> Result<Models, Vec<String>> {
        match ModelFile::parse(json) {
            Ok(own) => Ok(Models { own: Some(own), ..Models::default() }),
            Err(errors) => {
                let said = |error: leadwell_wire::FieldError| {
                    let colon = if error.field.is_empty() { "" } else { ": " };
                    format!("{place}: {}{colon}{}", error.field, error.message)
                };
                Err(errors.into_iter().map(said).collect())
            }
        }
    }

    /// What leads are judged by: the site's own, else the default.
    pub(crate) fn main(&self) -> &ModelFile {
        self.own.as_ref().unwrap_or(&self.usual)
    }

    /// The model of this name and version, if it is here. A page that could not load the site's own uses the default.
    pub(crate) fn named(&self, name: &str) -> Option<&ModelFile> {
        self.own.iter().chain([&self.usual]).find(|model| model.name == name)
    }
}
