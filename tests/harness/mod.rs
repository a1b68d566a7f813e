//! What the integration tests share.

#[cfg(test)]
pub mod demo;
#[cfg(test)]
pub mod keys;
#[cfg(test)]
pub mod learner;
#[cfg(test)]
pub mod library;
#[cfg(test)]
pub mod program;
#[cfg(test)]
pub mod pty;
