//! The texts of the first set-up.

use std::fmt::Display;

use toml::de::DeTable;

use super::super::read::{Ask, Faults, Shape, Table, Template};
use super::Names;

texts! {
    /// What the set-up says. Whoever sets a kiosk up is not addressed by a form of address.
    pub struct SetUpStrings {
        title: &'static str,
        first: &'static str,
        again: &'static str,
        asks: &'static str,
        nothing_yet: &'static str,
        keys: &'static str,
        start: &'static str,

        /// As `setup::Step::ALL`: what it is called, what is asked.
        steps: [&'static str; 7],
        questions: [&'static str; 7],

        commune_help: &'static str,
        commune_search: &'static str,
        commune_found(n: usize),
        commune_none: &'static str,
        commune_asks: &'static str,
        commune_twin: &'static str,
        commune_practice: &'static str,

        number_help: &'static str,
        number_field: &'static str,
        number_wrong: &'static str,

        pin_help: &'static str,
        pin_keep: &'static str,
        pin_keep_typed: &'static str,
        pin_later: &'static str,
        pin_change: &'static str,
        pin_is_set: &'static str,
        pin_is_kept: &'static str,
        pin_is_none: &'static str,

        clock_now(time: &str, day: &str),
        clock_right: &'static str,
        clock_wrong: &'static str,
        clock_go_on: &'static str,
        clock_help: &'static str,
        clock_no_helper: &'static str,
        clock_cannot_be: &'static str,
        clock_is_set: &'static str,

        exports_help: &'static str,
        exports_none: &'static str,
        exports_other: &'static str,
        exports_field: &'static str,
        exports_type: &'static str,
        exports_wrong: &'static str,

        letters_help: &'static str,
        letters_window: &'static str,
        /// As `setup::SIZES`.
        letters_names: [&'static str; 4],
        letters_shows(columns: u32, rows: u32),
        letters_pixels(pixels: u32),
        letters_tight: &'static str,
        letters_no_room: &'static str,
        letters_waiting: &'static str,
        letters_not_shown: &'static str,
        letters_try: Names,

        typing_help: &'static str,

        summary: &'static str,
        summary_help: &'static str,
        save: &'static str,
        saving: &'static str,

        failed: &'static str,
        /// As `staff::Unsaved`.
        unsaved: [&'static str; 5],
        unsaved_pin: &'static str,
        unsaved_file(path: &str),
        try_again: &'static str,
        to_summary: &'static str,

        done: &'static str,
        done_first: &'static str,
        done_again: &'static str,
        done_staff: &'static str,
        open_kiosk: &'static str,
        close: &'static str,
        closing: &'static str,

        stop: &'static str,
        stop_text: &'static str,
        stop_written: &'static str,
        stop_no: &'static str,
        stop_anew: &'static str,
        stop_out: &'static str,
        bar_stop: Names,
    }
}
