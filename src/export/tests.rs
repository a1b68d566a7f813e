//! Whole exports: what is in the files, and what happens when an export is cut off anywhere.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use serde_json::Value;
use zip::ZipArchive;

use super::*;
use crate::return_code::ReturnCode;
use crate::store::fixture::{Kiosk, end, lesson, minute, site, start, step};
use crate::time::Timestamp;
use crate::tutor::record::{AttemptOutcome, StepOutcome};

pub(super) const SOFTWARE: &str = "kiosk 0.1.0";

pub(super) fn export(kiosk: &mut Kiosk, to: Option<&Path>, at: i64) -> Result<Vec<Written>, ExportError> {
    export_all(&mut kiosk.store, kiosk.folder.path(), to, minute(at), &site(), SOFTWARE)
}

pub(super) fn practised(attempts: u32) -> Kiosk {
    let mut kiosk = Kiosk::new();
    kiosk.practise(attempts, 1);
    kiosk
}

pub(super) fn files(zip: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(fs::read(zip).unwrap())).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: &str| {
        let mut content = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        content
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

fn is_csv(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "csv")
}

pub(super) fn records(csv: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv).records().map(Result::unwrap).collect()
}

#[test]
fn a_zip_holds_one_folder_with_every_table_its_description_and_sums() {
    let mut kiosk = practised(10);
    let written = export(&mut kiosk, None, 600).unwrap();
    assert_eq!(written.len(), 1);
    let db4 = kiosk.store.database_id().get(..4).unwrap();
    let stem = format!("kq-05443-k01-20261101-00001-{db4}");
    assert_eq!(written[0].path, kiosk.folder.path().join("exports").join(format!("{stem}.zip")));
    let files = files(&written[0].path);
    let names: Vec<String> =
        files.keys().map(|name| name.strip_prefix(&format!("{stem}/")).unwrap().to_owned()).collect();
    assert_eq!(
        names,
        [
            "SHA256SUMS",
            "attempts.csv",
            "classes.csv",
            "corrections.csv",
            "datapackage.json",
            "learners.csv",
            "lessons.csv",
            "step_results.csv",
            "steps.csv",
        ]
    );
    let sums = String::from_utf8(files[&format!("{stem}/SHA256SUMS")].clone()).unwrap();
    assert_eq!(sums.lines().count(), names.len() - 1);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(bundle::sha256(&files[&format!("{stem}/{name}")]), sum, "{name}");
    }
    for (name, content) in files.iter().filter(|(name, _)| is_csv(name)) {
        let text = std::str::from_utf8(content).unwrap();
        assert!(!text.starts_with('\u{feff}') && text.ends_with('\n') && !text.contains('\r'), "{name}");
    }
    assert_eq!(records(&files[&format!("{stem}/classes.csv")]).len(), 0);
    let counts = written[0].counts;
    assert_eq!((counts.attempts, counts.learners, counts.lessons, counts.steps), (10, 5, 2, 42));
    assert_eq!(
        records(&files[&format!("{stem}/step_results.csv")]).len(),
        usize::try_from(counts.step_results).unwrap()
    );
    assert_eq!(counts.step_results, 5 * 12 + 5 * 30);
}

#[test]
fn the_description_says_what_is_there() {
    let mut kiosk = practised(4);
    let written = export(&mut kiosk, None, 600).unwrap();
    let files = files(&written[0].path);
    let of = |name: &str| files.iter().find(|(path, _)| path.ends_with(name)).map(|(_, content)| content).unwrap();
    let package: Value = serde_json::from_slice(of("datapackage.json")).unwrap();
    let block = &package["kiosk"];
    for (key, value) in [
        ("format", Value::from(1)),
        ("site_id", "05443-k01".into()),
        ("commune_code", "05443".into()),
        ("commune_name", "Phường Phan Đình Phùng".into()),
        ("province_code", "19".into()),
        ("database_id", kiosk.store.database_id().into()),
        ("batch", 1.into()),
        ("previous_sums", Value::Null),
        ("first_seq", 1.into()),
        ("last_seq", 4.into()),
        ("from", "2026-11-01".into()),
        ("to", "2026-11-01".into()),
        ("timezone", "Asia/Ho_Chi_Minh".into()),
        ("software", SOFTWARE.into()),
        ("clock_trusted", true.into()),
        ("rehearsal", false.into()),
    ] {
        assert_eq!(block[key], value, "{key}");
    }
    assert_eq!(block["counts"]["attempts"], 4);
    for resource in package["resources"].as_array().unwrap() {
        let content = of(resource["path"].as_str().unwrap());
        assert_eq!(resource["bytes"], content.len());
        assert_eq!(resource["hash"], format!("sha256:{}", bundle::sha256(content)));
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let header: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(csv::Reader::from_reader(content.as_slice()).headers().unwrap(), &header[..]);
    }
}

#[test]
fn rows_are_written_as_the_contract_says() {
    let mut kiosk = Kiosk::new();
    let mut begun = start(lesson("vneid-install", 3), "k7q2m", minute(60));
    begun.resumes = Some("01930000-0000-7000-8000-000000000000".into());
    let id = kiosk.store.begin_attempt(&begun, &site(), minute(60)).unwrap().id;
    kiosk.store.save_step(&id, &step(1, StepOutcome::Helped), minute(61)).unwrap();
    kiosk.store.end_attempt(&id, &end(AttemptOutcome::Left, minute(62)), minute(62)).unwrap();
    let written = export(&mut kiosk, None, 600).unwrap();
    let files = files(&written[0].path);
    let of = |name: &str| files.iter().find(|(path, _)| path.ends_with(name)).map(|(_, content)| content).unwrap();
    let (hash, db) = (lesson("vneid-install", 3).hash, kiosk.store.database_id());
    let expected = format!(
        "{id},1,{db},05443-k01,05443,,k7q2m,farmer,61+,vneid-install,{hash},practice,2026-11-01T01:00:00.000Z,\
         2026-11-01T01:02:00.000Z,2026-11-01,+07:00,1,true,9000,left,3,0,1,0,0,2,0,0,0.1667,1,\
         01930000-0000-7000-8000-000000000000,step-2"
    );
    assert_eq!(std::str::from_utf8(of("attempts.csv")).unwrap().lines().nth(1).unwrap(), expected);
    let steps = std::str::from_utf8(of("step_results.csv")).unwrap();
    assert_eq!(
        steps.lines().skip(1).collect::<Vec<_>>(),
        [
            format!("{id},1,step-1,helped,0,0,0,,,1500"),
            format!("{id},2,step-2,unfinished,0,0,0,,,0"),
            format!("{id},3,step-3,unfinished,0,0,0,,,0"),
        ]
    );
    let learners = std::str::from_utf8(of("learners.csv")).unwrap();
    assert_eq!(learners.lines().nth(1).unwrap(), "k7q2m,farmer,citizens,61+,2026-11-01T01:00:00.000Z");
    let lessons = std::str::from_utf8(of("/steps.csv")).unwrap();
    assert_eq!(lessons.lines().nth(1).unwrap(), format!("vneid-install,{hash},1,step-1,\"Bước 1, chạm **Tiếp**\""));
}

#[test]
fn no_cell_is_a_formula() {
    let mut kiosk = Kiosk::new();
    let mut begun = start(lesson("vneid-install", 5), "k7q2m", minute(1));
    begun.lesson.title_vi = "=cmd|'/C calc'!A0".into();
    let says = ["+84912345678", "-1+1", "@SUM(A1)", "\t=1+1", "\r\n=1+1"];
    for (step, say) in begun.lesson.steps.iter_mut().zip(says) {
        step.1 = say.to_owned();
    }
    let id = kiosk.store.begin_attempt(&begun, &site(), minute(1)).unwrap().id;
    kiosk.store.end_attempt(&id, &end(AttemptOutcome::Left, minute(2)), minute(2)).unwrap();
    let written = export(&mut kiosk, None, 600).unwrap();
    let mut cells = 0;
    for (name, content) in files(&written[0].path).iter().filter(|(name, _)| is_csv(name)) {
        for record in records(content) {
            for cell in &record {
                cells += 1;
                // The one constant with a sign: an offset from UTC, not a formula in any spreadsheet.
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell != "+07:00";
                assert!(!formula && !cell.contains(char::is_control), "{name}: {cell:?}");
            }
        }
    }
    assert!(cells > 100);
}

#[test]
fn a_crash_between_the_file_and_the_mark_gives_the_same_bytes_again() {
    let mut kiosk = practised(6);
    let elsewhere = tempfile::tempdir().unwrap();
    let kept = kept_folder(kiosk.folder.path()).unwrap();
    let batch = kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
    let before_file = write_batch(&kiosk.store, &batch, elsewhere.path()).unwrap();
    for file_was_there in [false, true] {
        if file_was_there {
            write_batch(&kiosk.store, &batch, &kept).unwrap();
        }
        // The next start: later, another version, another place, more attempts.
        let mut store = Store::open(kiosk.folder.path(), minute(5000), None).unwrap();
        let again = store.open_batch(minute(5000), &Site::new("00000", 9).unwrap(), "kiosk 9.9.9").unwrap().unwrap();
        assert_eq!(again, batch);
        let bundle = keep(&store, &again, &kept).unwrap();
        assert_eq!(bundle.bytes, fs::read(&before_file.path).unwrap());
    }
    kiosk.practise(3, 6000);
    let written = export(&mut kiosk, None, 7000).unwrap();
    assert_eq!(written.iter().map(|w| (w.batch, w.counts.attempts)).collect::<Vec<_>>(), [(1, 6), (2, 3)]);
    assert_eq!((&written[0].sha256, &written[0].name), (&before_file.sha256, &before_file.name));
    assert_eq!(export(&mut kiosk, None, 7001).unwrap(), []);
    let chain = kiosk.store.batch(2).unwrap().unwrap().previous_sums;
    assert_eq!(chain.as_deref(), Some(written[0].sums_sha256.as_str()));
    let sums = files(&written[0].path).into_iter().find(|(name, _)| name.ends_with(bundle::SUMS)).unwrap().1;
    assert_eq!(bundle::sha256(&sums), written[0].sums_sha256);
}

#[test]
fn a_destination_that_fails_leaves_the_batch_queued() {
    let mut kiosk = practised(5);
    let stick = tempfile::tempdir().unwrap();
    let gone = stick.path().join("gone");
    let failed = export(&mut kiosk, Some(&gone), 600);
    assert!(matches!(failed, Err(ExportError::DestinationMissing { .. })), "{failed:?}");
    let report = kiosk.store.report(crate::store::Check::Quick).unwrap();
    assert_eq!((report.batches_open, report.batches_closed, report.waiting), (1, 0, 5));
    fs::create_dir(&gone).unwrap();
    let written = export(&mut kiosk, Some(&gone), 9000).unwrap();
    assert_eq!(written[0].path, gone.join(&written[0].name));
    let kept = kiosk.folder.path().join(KEPT).join(&written[0].name);
    assert_eq!(fs::read(&written[0].path).unwrap(), fs::read(kept).unwrap());
    assert_eq!(kiosk.store.report(crate::store::Check::Quick).unwrap().waiting, 0);
}

#[test]
fn another_file_of_that_name_is_not_overwritten() {
    let mut kiosk = practised(2);
    let stick = tempfile::tempdir().unwrap();
    let batch = kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
    let taken = stick.path().join(zip_name(&batch));
    fs::write(&taken, "somebody's").unwrap();
    assert!(matches!(export(&mut kiosk, Some(stick.path()), 31), Err(ExportError::Occupied { .. })));
    assert_eq!(fs::read(&taken).unwrap(), b"somebody's");
    assert!(!kiosk.store.batch(1).unwrap().unwrap().is_closed());
}

#[test]
fn a_kept_zip_that_its_disk_spoilt_is_moved_aside_and_made_again() {
    type Harm = fn(&mut Vec<u8>);
    let harms: [Harm; 6] = [
        Vec::clear,
        |zip| zip.truncate(zip.len() - 1),
        // What stands before the first file, and in the directory, of which readers look at a part.
        |zip| zip[10] ^= 1,
        |zip| *zip.iter_mut().rev().nth(30).unwrap() ^= 1,
        // In files. One bit alone may lead an unpacker to the same words at another place.
        |zip| zip[100..164].fill(0),
        |zip| zip[5000..5064].fill(0),
    ];
    for (n, harm) in harms.into_iter().enumerate() {
        let mut kiosk = practised(6);
        let kept = kept_folder(kiosk.folder.path()).unwrap();
        let batch = kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
        let whole = write_batch(&kiosk.store, &batch, &kept).unwrap();
        let good = fs::read(&whole.path).unwrap();
        let mut bad = good.clone();
        harm(&mut bad);
        fs::write(&whole.path, &bad).unwrap();
        let written = export(&mut kiosk, None, 31).unwrap();
        assert_eq!(written, [whole], "{n}");
        assert_eq!(fs::read(&written[0].path).unwrap(), good);
        let aside = kept.join(format!("{}.damaged-1", written[0].name));
        assert_eq!(fs::read(aside).unwrap(), bad);
    }
}

/// Also where no reader of zips looks. What is not found is what makes no difference to any of them.
#[test]
fn a_spoilt_byte_is_found_wherever_it_is() {
    let mut kiosk = Kiosk::new();
    let id = kiosk.begin(minute(1));
    kiosk.store.end_attempt(&id, &end(AttemptOutcome::Left, minute(2)), minute(2)).unwrap();
    let batch = kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
    let bundle = bundle::build(&kiosk.store, &batch).unwrap();
    assert!(bundle::read(bundle.bytes.clone(), &batch).as_ref() == Some(&bundle));
    let (mut shapes, mut contents, mut same) = (0, 0, 0);
    for at in 0..bundle.bytes.len() {
        let mut bad = bundle.bytes.clone();
        bad[at] ^= 1;
        if !shape::is_as_packed(&bad) {
            shapes += 1;
        } else if at % 7 == 0 {
            contents += 1;
            if let Some(read) = bundle::read(bad, &batch) {
                assert!((&read.sums_sha256, read.counts) == (&bundle.sums_sha256, bundle.counts), "byte {at}");
                same += 1;
            }
        }
    }
    assert!(shapes > 1_000 && contents > 200 && same * 20 < contents, "{shapes} {contents} {same}");
    for cut in [0, 1, 21, 22, 100, bundle.bytes.len() - 1] {
        assert!(!shape::is_as_packed(&bundle.bytes[..cut]), "{cut}");
    }
}

/// An older version may have packed it otherwise; it may be at the province already.
#[test]
fn a_whole_kept_zip_is_taken_as_it_is() {
    let mut kiosk = practised(3);
    let kept = kept_folder(kiosk.folder.path()).unwrap();
    let batch = kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap().unwrap();
    let first = write_batch(&kiosk.store, &batch, &kept).unwrap();
    let mut repacked = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files(&first.path) {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        repacked.start_file(name, stored).unwrap();
        repacked.write_all(&content).unwrap();
    }
    let repacked = repacked.finish().unwrap().into_inner();
    fs::write(&first.path, &repacked).unwrap();
    let written = export(&mut kiosk, None, 31).unwrap();
    assert_eq!((&written[0].sums_sha256, written[0].counts), (&first.sums_sha256, first.counts));
    assert_eq!(fs::read(&first.path).unwrap(), repacked);
}

#[test]
fn a_batch_that_left_can_leave_again() {
    let mut kiosk = practised(6);
    let stick = tempfile::tempdir().unwrap();
    let data = kiosk.folder.path().to_owned();
    assert!(matches!(again(&kiosk.store, &data, 1, stick.path()), Err(ExportError::NoBatch(1))));
    kiosk.store.open_batch(minute(30), &site(), SOFTWARE).unwrap();
    assert!(matches!(again(&kiosk.store, &data, 1, stick.path()), Err(ExportError::NotClosed(1))));
    let first = export(&mut kiosk, None, 31).unwrap().remove(0);
    let good = fs::read(&first.path).unwrap();
    let copied = again(&kiosk.store, &data, 1, stick.path()).unwrap();
    assert_eq!(fs::read(&copied.path).unwrap(), good);
    assert_eq!(list(&kiosk.store, &data).unwrap()[0].kept.as_ref(), Some(&first.path));
    fs::remove_file(&first.path).unwrap();
    assert_eq!(list(&kiosk.store, &data).unwrap()[0].kept, None);
    let other = tempfile::tempdir().unwrap();
    let rebuilt = again(&kiosk.store, &data, 1, other.path()).unwrap();
    assert_eq!(fs::read(&rebuilt.path).unwrap(), good);
    let meddler = rusqlite::Connection::open(kiosk.store.path()).unwrap();
    meddler.execute_batch("UPDATE step_results SET ms = ms + 1 WHERE position = 2").unwrap();
    let third = tempfile::tempdir().unwrap();
    assert!(matches!(again(&kiosk.store, &data, 1, third.path()), Err(ExportError::Changed(1))));
    assert_eq!(fs::read_dir(third.path()).unwrap().count(), 0);
}

#[test]
fn one_export_at_a_time_and_none_of_nothing() {
    let mut kiosk = Kiosk::new();
    assert_eq!(export(&mut kiosk, None, 1).unwrap(), []);
    let held = Lock::take(kiosk.folder.path(), Lock::EXPORT).unwrap();
    assert!(matches!(export(&mut kiosk, None, 2), Err(ExportError::Running { .. })));
    drop(held);
    assert_eq!(export(&mut kiosk, None, 3).unwrap(), []);
}

#[test]
fn an_empty_battery_stops_no_export_and_overwrites_nothing() {
    let mut kiosk = Kiosk::new();
    let mut names = Vec::new();
    for day in 0..3 {
        kiosk.practise(1, 1 + day);
        let dead = Moment { wall: Timestamp(0), mono: 0 };
        let data = kiosk.folder.path().to_owned();
        let written = export_all(&mut kiosk.store, &data, None, dead, &site(), SOFTWARE).unwrap();
        names.push(written[0].name.clone());
        assert!(written[0].name.contains("-19700101-"));
        assert!(!kiosk.store.batch(written[0].batch).unwrap().unwrap().clock_trusted);
    }
    names.dedup();
    assert_eq!(names.len(), 3);
}

/// P14: both succeed, and what is exported is one consistent state.
#[test]
fn a_learner_can_work_while_an_export_runs() {
    let mut kiosk = practised(4);
    let mut beside = Store::open_existing(kiosk.folder.path()).unwrap();
    let id = kiosk.begin(minute(50));
    let batch = beside.open_batch(minute(51), &site(), SOFTWARE).unwrap().unwrap();
    let reader = beside.read_batch(&batch).unwrap();
    kiosk.store.save_step(&id, &step(1, StepOutcome::Alone), minute(52)).unwrap();
    kiosk.store.end_attempt(&id, &end(AttemptOutcome::Left, minute(53)), minute(53)).unwrap();
    let mut attempts = 0;
    reader
        .attempts::<ExportError>(|_| {
            attempts += 1;
            Ok(())
        })
        .unwrap();
    drop(reader);
    let data = kiosk.folder.path().to_owned();
    let written = export_all(&mut beside, &data, None, minute(54), &site(), SOFTWARE).unwrap();
    assert_eq!((attempts, written[0].counts.attempts, written[1].counts.attempts), (4, 4, 1));
}

/// Words, numbers and names, without what stands between them.
fn tokens(content: &[u8]) -> impl Iterator<Item = &str> {
    let text = std::str::from_utf8(content).unwrap();
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|token| !token.is_empty())
}

/// Whoever reads the results must not be able to sit down at the kiosk as one of those in them.
#[test]
fn the_return_code_never_leaves() {
    let mut kiosk = practised(2);
    let code = ReturnCode::new(ReturnCode::COUNT - 1).unwrap();
    let meddler = rusqlite::Connection::open(kiosk.store.path()).unwrap();
    assert_eq!(meddler.execute("UPDATE return_codes SET code = ?1", [code.number()]), Ok(1));
    assert!(kiosk.store.recall(code, minute(20)).unwrap().is_some());
    let written = export(&mut kiosk, None, 600).unwrap();
    let mut contents = files(&written[0].path);
    assert_eq!(contents.len(), 9);
    let report = kiosk.store.report(crate::store::Check::Full).unwrap();
    contents.insert("doctor".into(), serde_json::to_vec(&report).unwrap());
    let number = code.number().to_string();
    for (name, content) in &contents {
        for token in tokens(content) {
            assert!(!code.words().contains(&token) && token != number, "{name}: {token}");
            assert!(!token.contains("return_code") && token != "last_used", "{name}: {token}");
        }
    }
    for (name, content) in contents.iter().filter(|(name, _)| is_csv(name)) {
        let header = csv::Reader::from_reader(content.as_slice()).headers().unwrap().clone();
        assert!(!header.iter().any(|column| column == "code"), "{name}: {header:?}");
    }
}
