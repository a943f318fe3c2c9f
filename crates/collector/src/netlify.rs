//! The static page by which Netlify learns of a site's forms. It reads it when the site is deployed; what is posted for a
//! form that stood in no page then is answered with 200 and forgotten, so that only a look before the deployment helps.

use leadwell_wire::{FieldKind, FormDef};

use crate::forms::FormSet;

/// A page with each form, and fields of these names more in each.
pub fn page(forms: &FormSet, also: &[String]) -> String {
    let mut out = String::from("<!doctype html>\n<title>Forms</title>\n");
    for def in defs(forms) {
        let name = escape(&def.form);
        out += &format!("<form name=\"{name}\" method=\"post\" data-netlify=\"true\" hidden>\n");
        out += &format!("  <input type=\"hidden\" name=\"form-name\" value=\"{name}\">\n");
        for field in &def.fields {
            let kind = if field.kind == FieldKind::File { "file" } else { "text" };
            out += &format!("  <input type=\"{kind}\" name=\"{}\">\n", escape(&field.name));
        }
        for name in also {
            out += &format!("  <input type=\"text\" name=\"{}\">\n", escape(name));
        }
        out += "</form>\n";
    }
    out
}

/// What Netlify would forget of what is posted, by this page.
pub fn missing(page: &str, forms: &FormSet, also: &[String]) -> Vec<String> {
    let deployed = deployed(page);
    let mut out = Vec::new();
    for def in defs(forms) {
        let Some(form) = deployed.iter().find(|form| form.name == def.form) else {
            out.push(format!("there is no form \"{}\" with data-netlify=\"true\"", def.form));
            continue;
        };
        let names = def.fields.iter().map(|field| &field.name).chain(also);
        for name in names.filter(|name| !form.fields.contains(name)) {
            out.push(format!("the form \"{}\" has no field \"{name}\"", def.form));
        }
    }
    out
}

fn defs(forms: &FormSet) -> impl Iterator<Item = &FormDef> {
    forms.names().filter_map(|name| forms.get(name)).map(|form| &form.def)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[derive(Default)]
struct Deployed {
    name: String,
    fields: Vec<String>,
}

/// The forms that Netlify would find.
fn deployed(page: &str) -> Vec<Deployed> {
    let mut all: Vec<Deployed> = Vec::new();
    let mut inside = false;
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        let of = |name: &str| tag.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        match tag.first().map_or("", |(name, _)| name.as_str()) {
            "form" => {
                inside = of("data-netlify").or(of("netlify")).is_some_and(|value| value != "false");
                if inside {
                    all.push(Deployed { name: of("name").unwrap_or_default(), fields: Vec::new() });
                }
            }
            "/form" => inside = false,
            "input" | "select" | "textarea" if inside => {
                if let (Some(form), Some(name)) = (all.last_mut(), of("name")) {
                    form.fields.push(name);
                }
            }
            _ => {}
        }
    }
    all
}

/// The tag's name and its attributes, names in lower case, and the text after it.
fn tag(text: &str) -> (Vec<(String, String)>, &str) {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || (c == '/' && !parts.is_empty()));
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after.trim_start();
        let mut value = String::new();
        if let Some(given) = rest.strip_prefix('=') {
            let given = given.trim_start();
            let quote = given.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (inner, after) = match quote {
                Some(quote) => given[1..].split_once(quote).unwrap_or((&given[1..], "")),
                None => {
                    given.split_at(given.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(given.len()))
                }
            };
            value = inner.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
            rest = after;
        }
        if name.is_empty() || rest.is_empty() {
            return (parts, rest);
        }
        parts.push((name.trim_end_matches('/').to_lowercase(), value));
        if let Some(after) = rest.trim_start().strip_prefix('>') {
            return (parts, after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms() -> FormSet {
        FormSet::parse([
            ("contact", r#"{"form":"contact","fields":[{"name":"email","kind":"email"},{"name":"cv","kind":"file"}]}"#),
            ("call", r#"{"form":"call","fields":[{"name":"phone","kind":"phone"}]}"#),
        ])
        .unwrap()
    }

    #[test]
    fn what_is_written_is_found() {
        let also = vec!["a \"b\" <c> & d".to_owned()];
        let page = page(&forms(), &also);
        assert_eq!(missing(&page, &forms(), &also), [""; 0], "{page}");
        assert!(page.contains(r#"<input type="file" name="cv">"#), "{page}");
        assert_eq!(missing(&page, &forms(), &["x".into()]).len(), 2);
    }

    #[test]
    fn what_netlify_would_forget() {
        let call = r#"<FORM netlify name=call><select name='phone'></select></form>"#;
        for (page, expected) in [
            ("", &["no form \"call\"", "no form \"contact\""][..]),
            (call, &["no form \"contact\""]),
            (&call.replace("netlify", ""), &["no form \"call\"", "no form \"contact\""]),
            (&call.replace("netlify", "data-netlify=false"), &["no form \"call\"", "no form \"contact\""]),
            (&format!("<!-- {call} -->"), &["no form \"call\"", "no form \"contact\""]),
            (
                &format!(
                    "{call}<form name=contact data-netlify='true'><input name=\"email\"/></form><input name=cv>"
                ),
                &["\"contact\" has no field \"cv\""],
            ),
            (
                &format!(
                    "<p>{call}<form data-netlify=true name = \"contact\"\n>a < b<textarea\nname=email></textarea><input name=cv type=file></form>"
                ),
                &[],
            ),
            ("<form name=\"contact", &["no form \"call\"", "no form \"contact\""]),
            ("<<<>>><form><", &["no form \"call\"", "no form \"contact\""]),
        ] {
            let found = missing(page, &forms(), &[]);
            let fits = found.len() == expected.len()
                && found.iter().zip(expected).all(|(one, part)| one.contains(part));
            assert!(fits, "{page}\n{found:?}");
        }
    }

    #[test]
    fn a_page_that_breaks_off_is_read() {
        let page = page(&forms(), &["é\"".to_owned()])
            .replace("<title>", "<!-- <form netlify name='é'> --><title x = 'é>");
        for start in (0..page.len()).filter(|at| page.is_char_boundary(*at)) {
            deployed(&page[start..]);
            deployed(&page[..start]);
        }
    }
}
