//! What the kiosk promises, held against the library and the real binary. One binary of tests, so that it links once.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod board;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod coaching;
#[cfg(test)]
mod comeback;
#[cfg(test)]
mod font;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod idle;
#[cfg(test)]
mod language;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod locked;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod pty;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod reload;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod typing;
#[cfg(test)]
mod voice;
#[cfg(test)]
mod widgets;
#[cfg(test)]
mod world;
