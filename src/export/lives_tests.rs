//! Batches across the lives of a database: what a collector is told, and that what left stays as it was.

use std::fs;

use serde_json::{Value, json};

use super::tests::{SOFTWARE, export, files, practised, records};
use super::*;
use crate::store::fixture::{Kiosk, minute, site};

const FIRST: &str = "11111111-1111-4111-8111-111111111111";

/// Ids that are the same in every run.
fn fixed(kiosk: &Kiosk) {
    let meddler = rusqlite::Connection::open(kiosk.store.path()).unwrap();
    let ids = format!(
        "UPDATE meta SET database_id = '{FIRST}';
         UPDATE databases SET database_id = '{FIRST}';
         UPDATE batches SET database_id = '{FIRST}';
         UPDATE attempts SET attempt_id = '01930000-0000-7000-8000-00000000000' || attempt;"
    );
    meddler.execute_batch(&ids).unwrap();
}

fn content<'f>(files: &'f std::collections::BTreeMap<String, Vec<u8>>, name: &str) -> &'f [u8] {
    files.iter().find(|(path, _)| path.ends_with(name)).map(|(_, content)| content).unwrap()
}

fn block(written: &Written) -> Value {
    let package: Value = serde_json::from_slice(content(&files(&written.path), package::FILE_NAME)).unwrap();
    package["kiosk"].clone()
}

/// What the program made before a database could have several lives, it makes byte for byte today.
#[test]
fn a_batch_of_an_older_program_is_made_again_as_it_left() {
    let mut kiosk = practised(4);
    kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
    fixed(&kiosk);
    let folder = kiosk.into_version(2);
    let store = Store::open(folder.path(), minute(40), None).unwrap();
    let batch = store.batch(1).unwrap().unwrap();
    assert_eq!((batch.database_id.as_str(), batch.edition, &batch.succeeds), (FIRST, 1, &None));
    let written = write_batch(&store, &batch, folder.path()).unwrap();
    assert_eq!(written.sums_sha256, "4be96a528a5e5387a808a5015e526ed85f299be18202ff22d9bd9bdd92c792df");
}

#[test]
fn the_first_batch_of_a_new_life_names_the_one_before() {
    let mut kiosk = practised(2);
    let first = export(&mut kiosk, None, 30).unwrap().remove(0);
    kiosk.practise(1, 40);
    let second = kiosk.new_life(crate::store::Reason::Copied, minute(50));
    kiosk.practise(2, 60);
    let then = export(&mut kiosk, None, 70).unwrap().remove(0);
    kiosk.practise(1, 80);
    let later = export(&mut kiosk, None, 90).unwrap().remove(0);

    let old = block(&first)["database_id"].clone();
    assert_eq!(block(&first).get("succeeds"), None);
    let told = block(&then);
    assert_eq!(told["succeeds"], json!({ "database_id": old, "last_seq": 3, "reason": "copied" }));
    assert_eq!((&told["database_id"], &told["batch"], &told["first_seq"]), (&json!(second), &json!(2), &json!(3)));
    assert!(then.name.ends_with(&format!("-00002-{}.zip", second.get(..4).unwrap())));
    assert_eq!((block(&later).get("succeeds"), &block(&later)["database_id"]), (None, &json!(second)));
    let rows: Vec<(String, String)> = records(content(&files(&then.path), "attempts.csv"))
        .iter()
        .map(|row| (row[1].to_owned(), row[2].to_owned()))
        .collect();
    let old = old.as_str().unwrap();
    assert_eq!(rows, [("3", old), ("4", &second), ("5", &second)].map(|(seq, id)| (seq.to_owned(), id.to_owned())));

    // And without the kept files, the same from the rows.
    for written in [first, then, later] {
        fs::remove_file(&written.path).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let made = again(&kiosk.store, kiosk.folder.path(), written.batch, elsewhere.path()).unwrap();
        assert_eq!(made.sha256, written.sha256);
    }
}
