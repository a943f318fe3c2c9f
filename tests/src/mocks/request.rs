//! A request as a mock reads it, and the answer it gives.

use serde_json::Value;

#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The first value of that name.
pub(super) fn of<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        of(&self.headers, name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn has_type(&self, kind: &str) -> bool {
        self.header("content-type").is_some_and(|own| own.starts_with(kind))
    }

    /// The body as JSON, if it says that it is.
    pub fn json(&self) -> Option<Value> {
        self.has_type("application/json").then(|| serde_json::from_slice(&self.body).ok())?
    }

    pub fn urlencoded(&self) -> Option<Vec<(String, String)>> {
        self.has_type("application/x-www-form-urlencoded").then(|| pairs(&self.body))
    }

    /// The texts of a multipart body.
    pub fn multipart(&self) -> Option<Vec<(String, String)>> {
        let kind = self.header("content-type")?.strip_prefix("multipart/form-data")?;
        let boundary = kind.split_once("boundary=")?.1.trim_matches('"');
        let text = self.text();
        let mut out = Vec::new();
        for part in text.split(&format!("--{boundary}")).skip(1) {
            let Some((head, value)) = part.split_once("\r\n\r\n") else { break };
            let name = head.split_once("name=\"")?.1.split('"').next()?;
            out.push((name.to_owned(), value.strip_suffix("\r\n")?.to_owned()));
        }
        Some(out)
    }

    /// Urlencoded or multipart.
    pub fn form(&self) -> Option<Vec<(String, String)>> {
        self.urlencoded().or_else(|| self.multipart())
    }
}

#[derive(Clone, Debug)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Said {
    pub fn json(status: u16, value: &Value) -> Self {
        Self { status, headers: vec![("content-type", "application/json".into())], body: value.to_string() }
    }

    pub fn text(status: u16, text: &str) -> Self {
        Self { status, headers: vec![("content-type", "text/plain".into())], body: text.into() }
    }

    pub fn html(status: u16, text: &str) -> Self {
        Self { status, headers: vec![("content-type", "text/html".into())], body: text.into() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
