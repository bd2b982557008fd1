#include "storage/upload_ledger.h"

#include <sodium.h>

#include <set>

#include "model/typed_text.h"
#include "model/withdrawn_column.h"
#include "storage/column_types.h"

namespace nightporter::storage {

namespace {

/// A short text that is another one when other columns are written.
std::string layout_of(const model::TableMapping& mapping) {
  std::string words;
  for (const auto& column : mapping.columns)
    words += column.name + '\n' + column.header + '\n' + std::string(type_word(column.type)) + '\n';
  unsigned char hash[crypto_generichash_BYTES_MIN];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(words.data()), words.size(), nullptr, 0);
  char text[2 * sizeof hash + 1];
  sodium_bin2hex(text, sizeof text, hash, sizeof hash);
  return text;
}

std::set<std::string> columns_of_table(Database& database, const std::string& table) {
  std::set<std::string> columns;
  Statement select = database.prepare("SELECT column_name FROM mapped_column WHERE table_name = ?");
  select.bind(1, table);
  while (select.next()) columns.insert(select.text(0));
  return columns;
}

/// Parameters: layout, destination, fact table, site, store; for kToUpload the layout again.
std::string select_facts(const model::TableMapping& mapping, const std::set<std::string>& present, UploadLedger::Which which) {
  const std::string version = "f.loaded_at || ' ' || f.last_run || ' ' || f.source_md5 || ' ' || CAST(? AS TEXT)";
  std::string sql = "SELECT f.fact_id, " + version;
  for (const auto& column : mapping.columns) sql += present.contains(column.name) ? ", f." + quoted_name(column.name) : ", NULL";
  sql += " FROM " + quoted_name(mapping.fact_table) +
         " AS f LEFT JOIN upload_ledger AS u ON u.destination = ? AND u.fact_table = ? AND u.fact_id = f.fact_id"
         " WHERE f.crm = ? AND f.store = ?";
  if (which == UploadLedger::Which::kToUpload) sql += " AND (u.fact_id IS NULL OR u.fact_version <> " + version + ")";
  return sql + " ORDER BY f.fact_id";
}

model::Cell read_cell(const Statement& row, int column, model::ColumnType type) {
  const auto text = row.cell_text(column, type);
  if (!text) return model::Empty();
  // A text where the column's type has none cannot come from a load; it is shown as it is.
  return model::parse_cell(*text, type).value_or(*text);
}

}  // namespace

StoreFacts facts_to_upload(model::SiteCode site, model::StoreCode store, model::TableMapping mapping, std::string time_zone) {
  if (mapping.missing_rows == model::MissingRows::kWithdraw)
    mapping.columns.push_back({.header = model::kWithdrawnHeader, .name = model::kWithdrawnName});
  return {.site = std::move(site), .store = std::move(store), .mapping = std::move(mapping), .time_zone = std::move(time_zone)};
}

std::vector<VersionedFact> UploadLedger::facts(const StoreFacts& of, const std::string& destination, Which which) {
  std::vector<VersionedFact> facts;
  const auto present = columns_of_table(database_, of.mapping.fact_table);
  if (present.empty()) return facts;
  Transaction transaction(database_);
  if (!of.time_zone.empty()) database_.use_time_zone(of.time_zone);
  const std::string layout = layout_of(of.mapping);
  Statement select = database_.prepare(select_facts(of.mapping, present, which));
  select.bind(1, layout).bind(2, destination).bind(3, of.mapping.fact_table).bind(4, of.site.value()).bind(5, of.store.value());
  if (which == Which::kToUpload) select.bind(6, layout);
  while (select.next()) {
    VersionedFact fact{.id = select.integer(0), .version = select.text(1)};
    for (std::size_t index = 0; index < of.mapping.columns.size(); ++index)
      fact.cells.push_back(read_cell(select, static_cast<int>(index) + 2, of.mapping.columns[index].type));
    facts.push_back(std::move(fact));
  }
  return facts;
}

void UploadLedger::mark_uploaded(const std::string& destination, const std::string& fact_table, const std::vector<VersionedFact>& facts,
                                 const model::RunId& run) {
  Transaction transaction(database_);
  Statement upsert = database_.prepare(
      "INSERT INTO upload_ledger (destination, fact_table, fact_id, fact_version, run_id, uploaded_at) VALUES (?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (destination, fact_table, fact_id) DO UPDATE SET fact_version = excluded.fact_version, run_id = excluded.run_id,"
      " uploaded_at = excluded.uploaded_at WHERE upload_ledger.fact_version <> excluded.fact_version");
  upsert.bind(1, destination).bind(2, fact_table).bind(5, run.value()).bind(6, now());
  for (const VersionedFact& fact : facts) upsert.bind(3, fact.id).bind(4, fact.version).execute();
  transaction.commit();
}

bool UploadLedger::knows(const std::string& destination) {
  return database_.prepare("SELECT 1 FROM upload_ledger WHERE destination = ? LIMIT 1").bind(1, destination).next();
}

}  // namespace nightporter::storage
