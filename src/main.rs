//! From arguments to an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    safe_migration_bot::cli::main()
}
