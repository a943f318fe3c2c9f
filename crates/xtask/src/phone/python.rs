//! A reader of the literals in generated Python files: texts, numbers, tuples, lists, dictionaries and calls
//! with named arguments. Nothing is run.

use anyhow::{Context, Result, bail};

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(u32),
    /// `None`, `True`, `False`.
    Word(String),
    List(Vec<Value>),
    /// A call's named arguments.
    Call(Vec<(String, Value)>),
    Map(Vec<(Value, Value)>),
}

impl Value {
    /// A call's argument; `None` counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Call(arguments) = self else { return None };
        let (_, value) = arguments.iter().find(|(key, _)| key == name)?;
        (!matches!(value, Self::Word(word) if word == "None")).then_some(value)
    }

    pub(super) fn text(&self, name: &str) -> String {
        match self.get(name) {
            Some(Self::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<u32> {
        match self.get(name) {
            Some(Self::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Self::Word(word)) if word == "True")
    }

    pub(super) fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Self::List(list)) => list,
            _ => &[],
        }
    }
}

/// What is assigned to `name` in the source.
pub(super) fn assigned(source: &str, name: &str) -> Result<Value> {
    let marker = format!("{name} = ");
    let at = source
        .match_indices(&marker)
        .find(|(at, _)| *at == 0 || source.as_bytes().get(at - 1) == Some(&b'\n'))
        .with_context(|| format!("no `{name}`"))?
        .0;
    let mut reader = Reader { rest: source.get(at + marker.len()..).unwrap_or_default() };
    reader
        .value()
        .with_context(|| format!("`{name}`, before `{}`", reader.rest.chars().take(40).collect::<String>()))
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
        while self.rest.starts_with('#') {
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
        }
    }

    fn takes(&mut self, token: &str) -> bool {
        self.skip();
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest;
        true
    }

    fn word(&mut self) -> String {
        self.skip();
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.into()
    }

    fn value(&mut self) -> Result<Value> {
        self.skip();
        match self.rest.chars().next() {
            Some(quote @ ('\'' | '"')) => self.string(quote),
            Some('(') => self.list("(", ")"),
            Some('[') => self.list("[", "]"),
            Some('{') => self.map(),
            Some('0'..='9') => Ok(Value::Number(self.word().parse()?)),
            _ => {
                let word = self.word();
                if word.is_empty() {
                    bail!("no literal");
                }
                if !self.takes("(") {
                    return Ok(Value::Word(word));
                }
                let mut arguments = Vec::new();
                while !self.takes(")") {
                    let name = self.word();
                    if !self.takes("=") {
                        bail!("`{word}` has an argument without a name");
                    }
                    arguments.push((name, self.value()?));
                    self.takes(",");
                }
                Ok(Value::Call(arguments))
            }
        }
    }

    fn string(&mut self, quote: char) -> Result<Value> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, c @ ('\\' | '\'' | '"'))) => text.push(c),
                    other => bail!("unknown escape {other:?}"),
                },
                _ if c == quote => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(Value::Text(text));
                }
                _ => text.push(c),
            }
        }
        bail!("a text does not end")
    }

    fn list(&mut self, open: &str, close: &str) -> Result<Value> {
        self.takes(open);
        let mut list = Vec::new();
        while !self.takes(close) {
            list.push(self.value()?);
            self.takes(",");
        }
        Ok(Value::List(list))
    }

    fn map(&mut self) -> Result<Value> {
        self.takes("{");
        let mut map = Vec::new();
        while !self.takes("}") {
            let key = self.value()?;
            if !self.takes(":") {
                bail!("a key without a value");
            }
            map.push((key, self.value()?));
            self.takes(",");
        }
        Ok(Value::Map(map))
    }
}
