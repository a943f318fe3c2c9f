//! libphonenumber's metadata out of the Python package's files, in the order of calling codes.

use super::python::{Value, assigned};
use anyhow::{Context, Result, bail};
use leadwell_phone::Format;
use leadwell_phone::encode::Source;
use std::fs;
use std::path::Path;

/// In the order of the bits of `leadwell_phone::Kinds`.
const TYPES: [&str; 10] = [
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
];

/// A region, and the example number of each type.
pub(super) struct Entry {
    pub(super) source: Source,
    pub(super) examples: [String; 10],
}

/// All regions of the unpacked package's `data` folder.
pub(super) fn read(data: &Path) -> Result<Vec<Entry>> {
    let index = data.join("__init__.py");
    let index = fs::read_to_string(&index).with_context(|| index.display().to_string())?;
    let Value::Map(codes) = assigned(&index, "_COUNTRY_CODE_TO_REGION_CODE")? else {
        bail!("the table of calling codes is none");
    };
    let mut entries = Vec::new();
    for (code, regions) in &codes {
        let (Value::Number(code), Value::List(regions)) = (code, regions) else {
            bail!("odd calling code {code:?}")
        };
        for id in regions {
            let Value::Text(id) = id else { bail!("odd region {id:?}") };
            let name = if id == "001" { code.to_string() } else { id.clone() };
            let path = data.join(format!("region_{name}.py"));
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let metadata = assigned(&text, &format!("PHONE_METADATA_{name}"))?;
            let entry = entry(&metadata).with_context(|| format!("region {name}"))?;
            if u32::from(entry.source.code) != *code || entry.source.id != *id {
                bail!("region {name} says it is {} of {}", entry.source.id, entry.source.code);
            }
            entries.push(entry);
        }
    }
    entries.sort_by_key(|entry| entry.source.code);
    Ok(entries)
}

fn entry(metadata: &Value) -> Result<Entry> {
    let general = metadata.get("general_desc").context("no general description")?;
    let mut source = Source {
        id: metadata.text("id"),
        code: u16::try_from(metadata.number("country_code").context("no calling code")?)?,
        lengths: lengths(general, "possible_length"),
        local_lengths: lengths(general, "possible_length_local_only"),
        abroad: metadata.text("international_prefix"),
        national_prefix: metadata.text("national_prefix"),
        prefix_pattern: metadata.text("national_prefix_for_parsing"),
        transform: dollars(&metadata.text("national_prefix_transform_rule")),
        leading_digits: metadata.text("leading_digits"),
        general: general.text("national_number_pattern"),
        ..Source::default()
    };
    let mut examples = <[String; 10]>::default();
    for ((name, to), example) in TYPES.iter().zip(&mut source.types).zip(&mut examples) {
        let Some(desc) = metadata.get(name) else { continue };
        *to = (desc.text("national_number_pattern"), lengths(desc, "possible_length"));
        *example = desc.text("example_number");
    }
    source.formats = formats(metadata)?;
    Ok(Entry { source, examples })
}

fn lengths(desc: &Value, name: &str) -> u32 {
    desc.list(name).iter().fold(0, |bits, length| match length {
        Value::Number(length) => bits | 1 << length,
        _ => bits,
    })
}

/// Python writes groups `\1`, libphonenumber itself `$1`.
fn dollars(rule: &str) -> String {
    rule.replace('\\', "$")
}

fn formats(metadata: &Value) -> Result<Vec<Format>> {
    let international = metadata.list("intl_number_format");
    let key = |format: &Value| (format.text("pattern"), leading(format));
    let mut formats = Vec::new();
    for format in metadata.list("number_format") {
        let template = dollars(&format.text("format"));
        // libphonenumber: without a list of international formats, the national ones serve.
        let other = match international.iter().filter(|other| key(other) == key(format)).collect::<Vec<_>>()[..]
        {
            _ if international.is_empty() => String::new(),
            [] => "NA".into(),
            [other] if dollars(&other.text("format")) == template => String::new(),
            [other] => dollars(&other.text("format")),
            _ => bail!("two international formats for {:?}", key(format)),
        };
        let rule = dollars(&format.text("national_prefix_formatting_rule"));
        let bare = matches!(rule.as_str(), "" | "$1" | "($1" | "$1)" | "($1)");
        formats.push(Format {
            groups: groups(&format.text("pattern"))?,
            template,
            international: other,
            leading: leading(format).pop().unwrap_or_default().into(),
            steps: u8::try_from(leading(format).len())?,
            prefix_rule: rule,
            // A national prefix may be the beginning of a carrier's code where a format has a rule for those.
            prefix_optional: format.is_true("national_prefix_optional_when_formatting")
                || bare && !format.text("domestic_carrier_code_formatting_rule").is_empty(),
        });
    }
    let found = formats.iter().filter(|format| format.international != "NA").count();
    if !international.is_empty() && found != international.len() {
        bail!("an international format has no national one");
    }
    Ok(formats)
}

fn leading(format: &Value) -> Vec<String> {
    let texts = format.list("leading_digits_pattern").iter();
    texts.filter_map(|text| if let Value::Text(text) = text { Some(text.clone()) } else { None }).collect()
}

/// `(\d{3})(\d{2,4})(\d)` as least and most of each group.
fn groups(pattern: &str) -> Result<Vec<(u8, u8)>> {
    let mut groups = Vec::new();
    for group in pattern.split_inclusive(')') {
        let inner = group.strip_prefix("(\\d").and_then(|inner| inner.strip_suffix(')'));
        let inner = inner.with_context(|| format!("not only groups of digits: {pattern}"))?;
        let count = inner.trim_start_matches('{').trim_end_matches('}');
        groups.push(match count.split_once(',') {
            _ if count.is_empty() => (1, 1),
            None => (count.parse()?, count.parse()?),
            Some((least, most)) => (least.parse()?, most.parse()?),
        });
    }
    Ok(groups)
}
