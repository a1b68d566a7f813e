//! `datapackage.json`: a Frictionless data package (version 1) with a schema for every table, the hash of every file,
//! and the `kiosk` block that a collector checks batches by.

use serde::Serialize;

use super::error::ExportError;
use super::names;
use super::rows::{Seen, TABLES};
use super::table::{self, Constraints, Field, Table};
use crate::store::{Batch, Succeeds};
use crate::time::ZONE_NAME;

/// Version of this format. A collector refuses one it does not know.
pub(super) const FORMAT: u32 = 1;

/// The name of the file in the package.
pub(super) const FILE_NAME: &str = "datapackage.json";

/// A file of the package, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) name: String,
    pub(super) bytes: u64,
    /// Lower-case hex.
    pub(super) sha256: String,
}

#[derive(Serialize)]
struct Package<'a> {
    profile: &'static str,
    name: &'a str,
    title: String,
    created: String,
    resources: Vec<Resource<'a>>,
    kiosk: KioskBlock<'a>,
}

#[derive(Serialize)]
struct Resource<'a> {
    profile: &'static str,
    name: &'static str,
    path: &'a str,
    title: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    dialect: Dialect,
    schema: Schema,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: char,
    line_terminator: char,
    quote_char: char,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<SchemaField>,
    missing_values: [&'static str; 1],
    primary_key: &'static [&'static str],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Serialize)]
struct SchemaField {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    format: &'static str,
    description: &'static str,
    constraints: Constraints,
}

#[derive(Serialize)]
struct ForeignKey {
    fields: &'static [&'static str],
    reference: ForeignKeyTo,
}

#[derive(Serialize)]
struct ForeignKeyTo {
    resource: &'static str,
    fields: &'static [&'static str],
}

/// The contract's block: what a collector needs to take batches in once, in order, and to notice a missing one.
#[derive(Serialize)]
struct KioskBlock<'a> {
    format: u32,
    site_id: String,
    commune_code: &'a str,
    commune_name: &'a str,
    province_code: &'a str,
    database_id: &'a str,
    /// Only in the first batch of a database that goes on from another.
    #[serde(skip_serializing_if = "Option::is_none")]
    succeeds: Option<SucceedsBlock<'a>>,
    batch: u32,
    previous_sums: Option<&'a str>,
    first_seq: u32,
    last_seq: u32,
    from: Option<String>,
    to: Option<String>,
    timezone: &'static str,
    software: &'a str,
    clock_trusted: bool,
    rehearsal: bool,
    counts: super::Counts,
}

/// Which database this one goes on from. Up to `last_seq` both have the same attempts; attempts after it with the id of
/// the old database are from somewhere else: the machine it was copied from, or what was lost.
#[derive(Serialize)]
struct SucceedsBlock<'a> {
    database_id: Option<&'a str>,
    last_seq: u32,
    reason: &'static str,
    /// The same of the database before, if it never made a batch that could have said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    succeeds: Option<Box<SucceedsBlock<'a>>>,
}

impl<'a> From<&'a Succeeds> for SucceedsBlock<'a> {
    fn from(of: &'a Succeeds) -> SucceedsBlock<'a> {
        SucceedsBlock {
            database_id: of.database_id.as_deref(),
            last_seq: of.last_seq,
            reason: of.reason.code(),
            succeeds: of.before.as_deref().map(|before| Box::new(before.into())),
        }
    }
}

/// The bytes of `datapackage.json`. `files`: the tables, in the order of [`TABLES`].
pub(super) fn describe(batch: &Batch, seen: &Seen, files: &[Written]) -> Result<Vec<u8>, ExportError> {
    let stem = names::stem(batch);
    let package = Package {
        profile: "tabular-data-package",
        name: &stem,
        title: format!("Results of kiosk {}, batch {}", batch.site.id(), batch.number),
        created: batch.made_at.to_string(),
        resources: TABLES.iter().zip(files).map(|(table, file)| resource(table, file, batch.edition)).collect(),
        kiosk: block(batch, seen),
    };
    let failed = |e: serde_json::Error| ExportError::Build { number: batch.number, source: e.into() };
    let mut bytes = serde_json::to_vec_pretty(&package).map_err(failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn block<'a>(batch: &'a Batch, seen: &Seen) -> KioskBlock<'a> {
    KioskBlock {
        format: FORMAT,
        site_id: batch.site.id(),
        commune_code: batch.site.commune_code(),
        commune_name: batch.site.commune_name(),
        province_code: batch.site.province_code(),
        database_id: &batch.database_id,
        succeeds: batch.succeeds.as_ref().map(SucceedsBlock::from),
        batch: batch.number,
        previous_sums: batch.previous_sums.as_deref(),
        first_seq: batch.first_seq,
        last_seq: batch.last_seq,
        from: seen.days.first().map(ToString::to_string),
        to: seen.days.last().map(ToString::to_string),
        timezone: ZONE_NAME,
        software: &batch.software,
        clock_trusted: batch.clock_trusted,
        rehearsal: batch.rehearsal,
        counts: seen.counts,
    }
}

fn resource<'a>(table: &Table, file: &'a Written, edition: u32) -> Resource<'a> {
    Resource {
        profile: "tabular-data-resource",
        name: table.name,
        path: &file.name,
        title: table.title,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: file.bytes,
        hash: format!("sha256:{}", file.sha256),
        dialect: Dialect { delimiter: ',', line_terminator: '\n', quote_char: '"', double_quote: true, header: true },
        schema: schema(table, edition),
    }
}

fn schema(table: &Table, edition: u32) -> Schema {
    let field = |field: &Field| {
        let field = table::as_of(table, field, edition);
        let (kind, format) = field.kind.type_and_format();
        let unique = table.unique.contains(&field.name) || table.key == [field.name];
        let constraints = field.kind.constraints(field.required, unique);
        SchemaField { name: field.name, kind, format, description: field.about, constraints }
    };
    let to = |r: &super::table::Reference| ForeignKey {
        fields: r.fields,
        reference: ForeignKeyTo { resource: r.table, fields: r.to },
    };
    Schema {
        fields: table.fields.iter().map(field).collect(),
        missing_values: [""],
        primary_key: table.key,
        foreign_keys: table.references.iter().map(to).collect(),
    }
}
