#include "storage/migrations.h"

#include "0001_ledger.sql.h"
#include "0002_whole_collections.sql.h"
#include "0003_heartbeat_and_refusals.sql.h"
#include "0004_upload_ledger.sql.h"
#include "0005_gates.sql.h"
#include "storage/error.h"

namespace nightporter::storage {

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all{
      {1, "ledger", embedded::k0001LedgerSql},
      {2, "whole collections", embedded::k0002WholeCollectionsSql},
      {3, "heartbeat and refusals", embedded::k0003HeartbeatAndRefusalsSql},
      {4, "upload ledger", embedded::k0004UploadLedgerSql},
      {5, "gates", embedded::k0005GatesSql},
  };
  return all;
}

void migrate(Database& database) {
  database.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)");
  const int present = database.schema_version();
  const int known = migrations().back().number;
  if (present > known)
    throw SchemaTooNew("the database " + database.name() + " has schema version " + std::to_string(present) +
                           ", this program knows only up to " + std::to_string(known),
                       "use the newer program that wrote it, or give this one another data folder");
  for (const Migration& migration : migrations()) {
    if (migration.number <= present) continue;
    Transaction transaction(database);
    database.execute_schema(migration.sql);
    database.prepare("INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)")
        .bind(1, migration.number)
        .bind(2, migration.name)
        .bind(3, now())
        .execute();
    transaction.commit();
  }
}

}  // namespace nightporter::storage
