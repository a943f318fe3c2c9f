//! The data of `crates/email`. The program that writes it belongs to the crate, since the guard of the hints is
//! what the hints themselves get wrong.

use crate::sh;
use anyhow::Result;

pub(crate) fn run(check: bool) -> Result<()> {
    let program =
        ["run", "--release", "--package", "leadwell-email", "--features", "generate", "--bin", "email-data"];
    let options: &[&str] = if check { &["--", "--check"] } else { &[] };
    sh::run(sh::cargo().args(program).args(options))
}
