//! What the integration tests share.

#[cfg(test)]
pub mod learner;
#[cfg(test)]
pub mod library;
#[cfg(test)]
pub mod pty;
