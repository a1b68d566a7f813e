//! The lesson files that are part of the program, so that a fresh machine needs nothing else.

/// Name inside `lessons/`, content. A test holds this list against the folder.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("apps/bank.toml", include_str!("../../lessons/apps/bank.toml")),
    ("apps/calls.toml", include_str!("../../lessons/apps/calls.toml")),
    ("apps/evn-fake.toml", include_str!("../../lessons/apps/evn-fake.toml")),
    ("apps/evn.toml", include_str!("../../lessons/apps/evn.toml")),
    ("apps/fake-update.toml", include_str!("../../lessons/apps/fake-update.toml")),
    ("apps/keyboard.toml", include_str!("../../lessons/apps/keyboard.toml")),
    ("apps/police.toml", include_str!("../../lessons/apps/police.toml")),
    ("apps/settings.toml", include_str!("../../lessons/apps/settings.toml")),
    ("apps/shop.toml", include_str!("../../lessons/apps/shop.toml")),
    ("apps/store.toml", include_str!("../../lessons/apps/store.toml")),
    ("apps/vneid-fake.toml", include_str!("../../lessons/apps/vneid-fake.toml")),
    ("apps/vneid.toml", include_str!("../../lessons/apps/vneid.toml")),
    ("apps/web.toml", include_str!("../../lessons/apps/web.toml")),
    ("courses.toml", include_str!("../../lessons/courses.toml")),
    ("electricity-bill.toml", include_str!("../../lessons/electricity-bill.toml")),
    ("keyboard.toml", include_str!("../../lessons/keyboard.toml")),
    ("otp-caller.toml", include_str!("../../lessons/otp-caller.toml")),
    ("personas.toml", include_str!("../../lessons/personas.toml")),
    ("qr-shop.toml", include_str!("../../lessons/qr-shop.toml")),
    ("temp-residence.toml", include_str!("../../lessons/temp-residence.toml")),
    ("vneid-activate.toml", include_str!("../../lessons/vneid-activate.toml")),
    ("vneid-install.toml", include_str!("../../lessons/vneid-install.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_file_is_built_in() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
        let mut found = Vec::new();
        for (dir, prefix) in [(root.clone(), ""), (root.join("apps"), "apps/")] {
            for entry in std::fs::read_dir(dir).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if std::path::Path::new(&name).extension().is_some_and(|e| e == "toml") {
                    found.push(format!("{prefix}{name}"));
                }
            }
        }
        found.sort();
        let mut listed: Vec<_> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
        listed.sort();
        assert_eq!(listed, found);
    }
}
