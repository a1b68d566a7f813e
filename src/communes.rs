//! The communes and wards of Thái Nguyên, and the site: one kiosk at one of them.
//!
//! Keys are the 5-digit codes, never names: `Văn Lang` (02143) and `Văn Lăng` (05665) differ by one mark.

use thiserror::Error;

/// Code of the fictional commune for rehearsals and unconfigured kiosks. No real commune can have it.
pub const PRACTICE: &str = "00000";

/// Code of the province in the list of administrative units.
const PROVINCE: &str = "19";

const TABLE: &str = include_str!("communes.tsv");

/// One commune or ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commune {
    /// Five digits.
    pub code: &'static str,
    /// `Xã` or `Phường`.
    pub kind: &'static str,
    /// Name without its kind, composed (NFC).
    pub name: &'static str,
}

impl Commune {
    /// `Xã Tân Cương`.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }

    /// Two digits; `00` for the fictional commune.
    pub fn province_code(&self) -> &'static str {
        if self.code == PRACTICE { "00" } else { PROVINCE }
    }
}

/// The 92 real communes and wards, by code.
pub fn all() -> impl Iterator<Item = Commune> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Commune { code: cells.next()?, kind: cells.next()?, name: cells.next()? })
    })
}

/// The commune with this code; `00000` is the fictional one.
pub fn find(code: &str) -> Option<Commune> {
    let practice = Commune { code: PRACTICE, kind: "Xã", name: "Tập Huấn" };
    if code == PRACTICE { Some(practice) } else { all().find(|commune| commune.code == code) }
}

/// One kiosk at one commune. It keeps the commune's name, so that what was recorded under a name stays readable
/// when communes are merged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    commune_code: String,
    commune_name: String,
    province_code: String,
    number: u32,
}

/// Why a site cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SiteError {
    /// The code is not in the table.
    #[error("there is no commune with the code \"{}\" in Thái Nguyên", crate::text::escape(.0, 20))]
    UnknownCommune(String),
    /// File names have two digits for it.
    #[error("the number of a kiosk is 1 to 99, not {0}")]
    Number(u32),
}

impl Site {
    /// The site of kiosk `number` (1 to 99) at the commune with this code.
    pub fn new(commune_code: &str, number: u32) -> Result<Site, SiteError> {
        let commune = find(commune_code).ok_or_else(|| SiteError::UnknownCommune(commune_code.to_owned()))?;
        if !(1..=99).contains(&number) {
            return Err(SiteError::Number(number));
        }
        Ok(Site {
            commune_code: commune.code.to_owned(),
            commune_name: commune.full_name(),
            province_code: commune.province_code().to_owned(),
            number,
        })
    }

    /// A site as it was recorded, whatever today's table says. `None` when it could not be part of a file name.
    pub(crate) fn recorded(code: String, name: String, province: String, number: u32) -> Option<Site> {
        let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
        (digits && (1..=99).contains(&number)).then_some(Site {
            commune_code: code,
            commune_name: name,
            province_code: province,
            number,
        })
    }

    /// `05443-k01`: in rows and file names.
    pub fn id(&self) -> String {
        format!("{}-k{:02}", self.commune_code, self.number)
    }

    /// Five digits.
    pub fn commune_code(&self) -> &str {
        &self.commune_code
    }

    /// `Xã Tân Cương`.
    pub fn commune_name(&self) -> &str {
        &self.commune_name
    }

    /// Two digits; `00` for the fictional commune.
    pub fn province_code(&self) -> &str {
        &self.province_code
    }

    /// Number of the kiosk in its commune, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_whole() {
        let communes: Vec<Commune> = all().collect();
        assert_eq!(communes.len(), 92);
        assert_eq!(communes.iter().filter(|c| c.kind == "Phường").count(), 15);
        assert_eq!(communes.iter().filter(|c| c.kind == "Xã").count(), 77);
        assert_eq!(communes.iter().map(|c| c.code).collect::<BTreeSet<_>>().len(), 92);
        assert!(communes.iter().all(|c| c.code.len() == 5 && c.code.bytes().all(|b| b.is_ascii_digit())));
        assert!(communes.iter().all(|c| crate::text::is_composed(c.name) && c.name.trim() == c.name));
    }

    #[test]
    fn communes_are_found_by_code() {
        for (code, name) in [
            ("05443", Some("Phường Phan Đình Phùng")),
            ("02143", Some("Xã Văn Lang")),
            ("05665", Some("Xã Văn Lăng")),
            ("00000", Some("Xã Tập Huấn")),
            ("5443", None),
            ("99999", None),
            ("# code", None),
        ] {
            assert_eq!(find(code).map(|c| c.full_name()).as_deref(), name, "{code}");
        }
        assert_eq!(find("00000").unwrap().province_code(), "00");
        assert_eq!(find("05665").unwrap().province_code(), "19");
    }

    #[test]
    fn a_site_is_a_known_commune_and_two_digits() {
        assert_eq!(Site::new("05443", 1).unwrap().id(), "05443-k01");
        assert_eq!(Site::new("00000", 12).unwrap().id(), "00000-k12");
        assert_eq!(Site::new("../..", 1), Err(SiteError::UnknownCommune("../..".to_owned())));
        assert_eq!(Site::new("05443", 0), Err(SiteError::Number(0)));
        assert_eq!(Site::new("05443", 100), Err(SiteError::Number(100)));
        assert_eq!(Site::recorded("../ab".into(), String::new(), String::new(), 1), None);
    }
}
