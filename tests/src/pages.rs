//! Pages that the tests write themselves, so that the demo may change without them.

/// The script tag, with the visitor's consent given by other means.
pub const TAG: &str = "<script async src=\"https://collector.example/leadwell.js\" data-site=\"northlight\" \
                       data-consent=\"granted\"></script>";

/// A page with these contents.
pub fn page(head: &str, body: &str) -> String {
    page_in("en", head, body)
}

/// The same in another language.
pub fn page_in(language: &str, head: &str, body: &str) -> String {
    let dir = if language == "ar" { " dir=\"rtl\"" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"{language}\"{dir}>\n<head><meta charset=\"utf-8\"><title>Northlight</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

/// A page with the tag and an ordinary form that works by itself.
pub fn contact() -> String {
    page(TAG, &form(""))
}

/// The form of `fixtures/forms/contact.json`, written by hand as site owners do; `attributes` are added.
pub fn form(attributes: &str) -> String {
    format!(
        "<form data-leadwell=\"contact\" method=\"post\" action=\"https://collector.example/f/contact\" \
         {attributes}>\n{FIELDS}</form>"
    )
}

/// The form of `fixtures/forms/callback.json`, by hand.
pub const CALLBACK: &str = r#"<form data-leadwell="callback" method="post" action="https://collector.example/f/callback">
<p><label for="phone">Phone</label> <input id="phone" name="phone" type="tel" data-leadwell-country="DE" required></p>
<p><label for="email">E-mail</label> <input id="email" name="email" type="email"></p>
<p><button type="submit">Call me</button></p>
</form>"#;

/// The place of a form that is rendered from its definition.
pub fn place(form: &str) -> String {
    format!("<leadwell-form form=\"{form}\"></leadwell-form>")
}

const FIELDS: &str = r#"
<p><label for="name">Name</label> <input id="name" name="name" autocomplete="name" required></p>
<p><label for="email">E-mail</label> <input id="email" name="email" type="email" autocomplete="email" required></p>
<p><label for="team">Team size</label> <input id="team" name="team" type="number" min="1" max="5000"></p>
<p><label for="topic">Topic</label> <select id="topic" name="topic" required>
  <option value="">Choose</option><option value="sales">Sales</option><option value="support">Support</option>
</select></p>
<p><label for="message">Message</label> <textarea id="message" name="message" rows="4"></textarea></p>
<p><label><input type="checkbox" name="consent" value="yes" required> You may answer me.</label></p>
<p><button type="submit">Send</button></p>
"#;
