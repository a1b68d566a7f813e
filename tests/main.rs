//! What the kiosk promises, held against the library and the real binary. One binary of tests, so that it links once.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod world;
