//! Long names and the short ones that stand for them.

/// The names of one module, in the module's own order (neighbours then differ by one letter, which
/// compresses well).
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Names {
    pub(super) modules: Vec<ImportModule>,
    pub(super) exports: Vec<Name>,
}

/// A module that functions are imported from.
#[derive(Debug, PartialEq)]
pub(super) struct ImportModule {
    pub(super) name: Name,
    pub(super) functions: Vec<Name>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Name {
    pub(super) long: String,
    pub(super) short: String,
}

impl Names {
    /// How many imports and exports there are.
    pub(crate) fn count(&self) -> (usize, usize) {
        (self.modules.iter().map(|module| module.functions.len()).sum(), self.exports.len())
    }

    pub(super) fn export(&self, long: &str) -> Option<&str> {
        find(&self.exports, long)
    }

    /// The short names of an import's module and of the import.
    pub(super) fn import(&self, module: &str, function: &str) -> Option<(&str, &str)> {
        let module = self.modules.iter().find(|candidate| candidate.name.long == module)?;
        Some((&module.name.short, find(&module.functions, function)?))
    }

    pub(super) fn add_import(&mut self, module: &str, function: &str) {
        let at =
            self.modules.iter().position(|candidate| candidate.name.long == module).unwrap_or_else(|| {
                let name = Name::nth(module, self.modules.len());
                self.modules.push(ImportModule { name, functions: Vec::new() });
                self.modules.len() - 1
            });
        add(&mut self.modules[at].functions, function);
    }

    pub(super) fn add_export(&mut self, long: &str) {
        add(&mut self.exports, long);
    }
}

impl Name {
    fn nth(long: &str, n: usize) -> Name {
        Name { long: long.to_owned(), short: short(n) }
    }
}

fn add(names: &mut Vec<Name>, long: &str) {
    if find(names, long).is_none() {
        names.push(Name::nth(long, names.len()));
    }
}

fn find<'a>(names: &'a [Name], long: &str) -> Option<&'a str> {
    names.iter().find(|name| name.long == long).map(|name| name.short.as_str())
}

/// a … z, A … Z, then aa, ba, …: the nth name. They stand only where JavaScript wants a property name, so
/// reserved words among them (`do`, `if`) do no harm.
fn short(mut n: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[n % 52]));
        if n < 52 {
            return name;
        }
        n = n / 52 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn short_names_are_distinct() {
        let names: HashSet<String> = (0..10_000).map(short).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.len() <= 3));
    }

    #[test]
    fn the_same_import_twice_has_one_name() {
        let mut names = Names::default();
        names.add_import("./x.js", "f");
        names.add_import("./y.js", "f");
        names.add_import("./x.js", "f");
        assert_eq!(names.import("./x.js", "f"), Some(("a", "a")));
        assert_eq!(names.import("./y.js", "f"), Some(("b", "a")));
        assert_eq!(names.count(), (2, 0));
    }
}
