//! What the integration tests share.

#[cfg(test)]
pub mod pty;
