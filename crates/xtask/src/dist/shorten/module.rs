//! The WASM side: a module's import and export sections are written anew, the others copied as they are.

use super::Names;
use anyhow::{Context, Result};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The names in a module, each with a short one.
pub(super) fn names(wasm: &[u8]) -> Result<Names> {
    let mut names = Names::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("not a WASM module")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    names.add_import(import.module, import.name);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    names.add_export(export?.name);
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

/// The same module under the short names.
pub(super) fn rename(wasm: &[u8], names: &Names) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(old) => {
                let mut section = ImportSection::new();
                for import in old.into_imports() {
                    let import = import?;
                    let (from, name) =
                        names.import(import.module, import.name).context("an import unnamed")?;
                    section.import(from, name, RoundtripReencoder.entity_type(import.ty)?);
                }
                module.section(&section);
            }
            Payload::ExportSection(old) => {
                let mut section = ExportSection::new();
                for export in old {
                    let export = export?;
                    let name = names.export(export.name).context("an export unnamed")?;
                    let kind = RoundtripReencoder.export_kind(export.kind)?;
                    section.export(name, kind, export.index);
                }
                module.section(&section);
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    module.section(&RawSection { id, data: slice(wasm, range)? });
                }
            }
        }
    }
    Ok(module.finish())
}

/// wasmparser counts in u64, since it reads streams as well.
fn slice(wasm: &[u8], range: Range<u64>) -> Result<&[u8]> {
    wasm.get(usize::try_from(range.start)?..usize::try_from(range.end)?).context("a section cut short")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, CustomSection, EntityType, ExportKind, Function, FunctionSection, MemorySection,
        MemoryType, TypeSection, ValType,
    };

    /// Imports two functions, exports one of its own and its memory.
    fn sample() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./web_bg.js", "__wbg_twice_0123456789abcdef", EntityType::Function(0));
        imports.import("./web_bg.js", "__wbg_ping_0123456789abcdef", EntityType::Function(1));
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0);
        exports.export("leadwell_twice", ExportKind::Func, 2);
        let mut body = Function::new([]);
        body.instructions().call(1).local_get(0).call(0).end();
        let mut code = CodeSection::new();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&exports);
        module.section(&code).section(&CustomSection { name: "kept".into(), data: b"as it is".into() });
        module.finish()
    }

    #[test]
    fn names_change_and_nothing_else() {
        let wasm = sample();
        let names = names(&wasm).expect("a module");
        let short = rename(&wasm, &names).expect("a module");
        wasmparser::validate(&short).expect("still valid");
        assert!(short.len() < wasm.len());

        let renamed = super::names(&short).expect("a module");
        assert_eq!(renamed.import("a", "a"), Some(("a", "a")));
        assert_eq!(renamed.import("a", "b"), Some(("a", "b")));
        assert_eq!((renamed.export("a"), renamed.export("b")), (Some("a"), Some("b")));
        // Short names are their own short names, so once more changes no byte.
        assert_eq!(rename(&short, &renamed).expect("a module"), short);
        assert_eq!(other_sections(&short), other_sections(&wasm));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(names(b"<!doctype html>").is_err());
    }

    fn other_sections(wasm: &[u8]) -> Vec<(u8, Vec<u8>)> {
        Parser::new(0)
            .parse_all(wasm)
            .filter_map(|payload| payload.expect("valid").as_section())
            .map(|(id, range)| (id, slice(wasm, range).expect("inside").to_vec()))
            .filter(|(id, _)| ![2, 7].contains(id))
            .collect()
    }
}
