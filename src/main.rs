//! The program: reads the command line, runs the command, says what went wrong, sets the exit code.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use kiosk::cli::Cli;
use kiosk::command;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            // Help goes to standard output with 0, wrong use to standard error with 2.
            let code = u8::try_from(message.exit_code()).unwrap_or(2);
            return if message.print().is_ok() { code.into() } else { ExitCode::from(3) };
        }
    };
    match command::run(&cli) {
        Ok(exit) => exit.code().into(),
        Err(failure) => {
            // Where standard error is gone too, the exit code still tells.
            let _ = writeln!(io::stderr(), "kiosk: {}", failure.message);
            failure.exit.code().into()
        }
    }
}
