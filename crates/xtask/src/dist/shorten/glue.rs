//! The JavaScript side: wasm-bindgen's glue for bundlers becomes a module that exports
//!
//! - `imports`: the whole import object, one literal (a bundler keeps `import * as glue` as a namespace
//!   object of every exported name, which costs more than the names themselves),
//! - `setWasm(exports)`: to be called with the instance's exports before anything else,
//! - `START`: the export to call next, `""` when there is none,
//! - the exported classes and functions, as they were.

use super::Names;
use super::names::ImportModule;
use anyhow::{Context, Result, bail};

pub(super) fn rewrite(glue: &str, names: &Names) -> Result<String> {
    let glue = &without_dead_branches(glue);
    let mut rest = glue.to_owned();
    let mut imports = String::from("export const imports = {\n");
    for module in &names.modules {
        imports.push_str(&format!("{}: {{\n", module.name.short));
        for function in &module.functions {
            imports.push_str(&method(&mut rest, module, &function.long, &function.short)?);
        }
        imports.push_str("},\n");
    }
    imports.push_str("};\n");

    take(&mut rest, "export function __wbg_set_wasm(")
        .context("the glue has no __wbg_set_wasm: is it of --target bundler?")?;
    let start = names.export("__wbindgen_start").unwrap_or_default();
    let glue = format!(
        "{rest}\n{imports}export function setWasm(exports) {{ wasm = exports; }}\nexport const START = \"{start}\";\n"
    );
    rename_exports(&glue, names)
}

/// Branches that no browser takes which has what the module needs: a stand-in for `encodeInto` (here since
/// 2021 at the latest), and one for a module without `realloc` (ours has it).
const DEAD: [&str; 2] = ["if (!('encodeInto' in cachedTextEncoder)) {", "if (realloc === undefined) {"];

/// The glue without its dead branches; one that is not found costs bytes and nothing else.
fn without_dead_branches(glue: &str) -> String {
    let mut kept = String::with_capacity(glue.len());
    let mut end: Option<String> = None;
    for line in glue.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if end.is_none() && DEAD.contains(&line.trim()) {
            end = Some(format!("{indent}}}"));
        } else if end.as_deref() == Some(line) {
            end = None;
        } else if end.is_none() {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// One member of the import object. wasm-bindgen writes the function out (then its body moves here), or
/// names it: a constant, or something imported from a module of ours (a snippet, or a `raw_module`).
fn method(rest: &mut String, module: &ImportModule, long: &str, short: &str) -> Result<String> {
    if let Some(body) = take(rest, &format!("export function {long}(")) {
        if mentions(rest, long) {
            bail!("the glue calls {long} by itself, which the shortener does not expect");
        }
        return Ok(format!("{short}({},\n", body.trim_end()));
    }
    if rest.contains(&format!("export const {long} ")) {
        return Ok(format!("{short}: {long},\n"));
    }
    let from = &module.name.long;
    if from.starts_with("./") && !from.ends_with("_bg.js") {
        let local = format!("import_{}_{short}", module.name.short);
        rest.insert_str(0, &format!("import {{ {long} as {local} }} from '{from}';\n"));
        return Ok(format!("{short}: {local},\n"));
    }
    bail!("the glue does not have {long}, which the module imports from {from}");
}

/// Cuts the top-level item that starts with `head` out of `text` and returns what follows the head.
/// wasm-bindgen indents whatever is inside an item, so an item ends at the first line that starts with `}`
/// (or, for one written on a single line, with that line).
fn take(text: &mut String, head: &str) -> Option<String> {
    let start = if text.starts_with(head) { 0 } else { text.find(&format!("\n{head}"))? + 1 };
    let mut end = start;
    for (n, line) in text[start..].split_inclusive('\n').enumerate() {
        end += line.len();
        if line.starts_with('}') || (n == 0 && line.trim_end().ends_with('}')) {
            break;
        }
    }
    let item = text[start + head.len()..end].to_owned();
    text.replace_range(start..end, "");
    Some(item)
}

/// `wasm.long_name` becomes `wasm.a`. Comments go: the only other place where the word might stand.
fn rename_exports(glue: &str, names: &Names) -> Result<String> {
    let mut out = String::with_capacity(glue.len());
    for line in glue.lines().filter(|line| !is_comment(line)) {
        let mut rest = line;
        while let Some(at) = find_wasm(rest) {
            let (before, after) = rest.split_at(at + "wasm".len());
            out.push_str(before);
            let Some(member) = after.strip_prefix('.') else {
                bail!("the glue reads an export by a computed name: {}", line.trim());
            };
            let length = member.find(|c| !is_name(c)).unwrap_or(member.len());
            let short = names
                .export(&member[..length])
                .with_context(|| format!("the glue uses an export that the module lacks: {}", line.trim()))?;
            out.push('.');
            out.push_str(short);
            rest = &member[length..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    Ok(out)
}

/// Where the glue's variable `wasm` is followed by `.` or `[`.
fn find_wasm(line: &str) -> Option<usize> {
    line.match_indices("wasm").map(|(at, _)| at).find(|&at| {
        let before = line[..at].chars().next_back();
        let after = line[at + 4..].chars().next();
        !before.is_some_and(|c| is_name(c) || c == '.') && matches!(after, Some('.' | '['))
    })
}

fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "/*", "* ", "*/"].iter().any(|mark| line.starts_with(mark)) || line == "*"
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "\
import { now } from './snippets/web/inline0.js';
export class Leadwell {
    /**
     * Adds through wasm.anything.
     */
    add(by) {
        const ret = wasm.leadwell_add(this.__wbg_ptr, by);
        return ret >>> 0;
    }
}
export function __wbg_body_1(arg0) {
    const ret = arg0.body;
    return isLikeNone(ret) ? 0 : addToExternrefTable0(ret);
}
export function __wbg_call_2() { return handleError(function (arg0) {
    arg0.call(wasm.memory.buffer);
}, arguments); }
export const __wbg_fetch_3 = typeof fetch == 'function' ? fetch : notDefined('fetch');

let wasm;
export function __wbg_set_wasm(val) {
    wasm = val;
}
";

    fn sample_names() -> Names {
        let mut names = Names::default();
        for function in ["__wbg_body_1", "__wbg_call_2", "__wbg_fetch_3"] {
            names.add_import("./web_bg.js", function);
        }
        for export in ["memory", "leadwell_add", "__wbindgen_start"] {
            names.add_export(export);
        }
        names
    }

    #[test]
    fn dead_branches_go_and_nothing_else() {
        let glue = "a\n    if (realloc === undefined) {\n        b {\n        }\n    }\n    c\n}\n\
            if (!('encodeInto' in cachedTextEncoder)) {\n    d\n}\ne\n";
        assert_eq!(without_dead_branches(glue), "a\n    c\n}\ne\n");
    }

    #[test]
    fn imports_are_collected_and_exports_renamed() {
        let glue = rewrite(GLUE, &sample_names()).expect("rewritten");
        assert!(glue.contains("a(arg0) {\n    const ret = arg0.body;"), "{glue}");
        assert!(glue.contains("b() { return handleError(function (arg0) {\n    arg0.call(wasm.a.buffer);"));
        assert!(glue.contains("c: __wbg_fetch_3,"));
        assert!(glue.contains("wasm.b(this.__wbg_ptr, by)"));
        assert!(glue.contains("export const START = \"c\";"));
        assert!(glue.contains("export function setWasm(exports)"));
        assert!(!glue.contains("__wbg_set_wasm") && !glue.contains("__wbg_body_1"));
    }

    #[test]
    fn a_snippet_is_imported_by_name() {
        let mut names = sample_names();
        names.add_import("./snippets/web/inline1.js", "pick");
        let glue = rewrite(GLUE, &names).expect("rewritten");
        assert!(glue.starts_with("import { pick as import_b_a } from './snippets/web/inline1.js';"));
        assert!(glue.contains("b: {\na: import_b_a,\n},"));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let mut missing = sample_names();
        missing.add_import("./web_bg.js", "__wbg_gone_4");
        assert!(rewrite(GLUE, &missing).unwrap_err().to_string().contains("__wbg_gone_4"));

        let unknown = GLUE.replace("wasm.leadwell_add", "wasm.leadwell_other");
        assert!(rewrite(&unknown, &sample_names()).unwrap_err().to_string().contains("leadwell_other"));

        let computed = GLUE.replace("wasm.leadwell_add", "wasm['leadwell_add']");
        assert!(rewrite(&computed, &sample_names()).is_err());

        let own_call = GLUE.replace("let wasm;", "let wasm;\n__wbg_body_1(0);");
        assert!(rewrite(&own_call, &sample_names()).unwrap_err().to_string().contains("by itself"));

        let web = GLUE.replace("__wbg_set_wasm", "__wbg_init");
        assert!(rewrite(&web, &sample_names()).unwrap_err().to_string().contains("bundler"));
    }
}
