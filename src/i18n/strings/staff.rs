//! The texts of the staff area.

use std::fmt::Display;

use toml::de::DeTable;

use super::super::read::{Ask, Faults, Shape, Table, Template};

texts! {
    /// What the staff area says. Staff are not addressed by a form of address.
    pub struct StaffStrings {
        title: &'static str,
        pin: &'static str,
        pin_ask: &'static str,
        pin_about: &'static str,
        pin_looking: &'static str,
        pin_checking: &'static str,
        pin_typed(n: usize),
        pin_wrong: &'static str,
        pin_short: &'static str,
        pin_wait(time: &str),
        pin_unset: &'static str,
        pin_broken: &'static str,
        pin_first: &'static str,
        pin_new: &'static str,
        pin_again: &'static str,
        pin_unfit: &'static str,
        pin_trivial: &'static str,
        pin_differs: &'static str,
        pin_saving: &'static str,
        pin_not_set: &'static str,
        pin_set: &'static str,
        seconds(n: u64),
        minutes(n: u64, seconds: u64),

        menu: &'static str,
        menu_help: &'static str,
        /// As `staff::Item::ALL`.
        items: [&'static str; 4],
        yes: &'static str,
        no: &'static str,

        /// As `staff::Act`: restart, shut down, leave.
        power: [&'static str; 3],
        power_text: [&'static str; 3],
        power_waiting: &'static str,
        /// As `staff::Helped`: done, failed, silent, none.
        helped: [&'static str; 4],
    }
}
