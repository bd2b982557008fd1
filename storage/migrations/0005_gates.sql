-- A person's word that a file may be loaded although gates refused it. It holds for this very content of this store's report and period.
CREATE TABLE gate_acceptance (
  id          INTEGER PRIMARY KEY,
  run_id      TEXT NOT NULL REFERENCES run (run_id),
  download_id BIGINT NOT NULL REFERENCES download_ledger (id),
  crm         TEXT NOT NULL,
  store       TEXT NOT NULL,
  report      TEXT NOT NULL,
  from_date   TEXT NOT NULL,
  to_date     TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  gates       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  accepted_by TEXT NOT NULL,
  accepted_at TEXT NOT NULL
);
CREATE INDEX gate_acceptance_by_content ON gate_acceptance (crm, store, report, sha256);

-- `failed_gates`: words with commas; of a file that was loaded, those that an acceptance waived.
ALTER TABLE download_ledger ADD COLUMN failed_gates TEXT NOT NULL DEFAULT '';
ALTER TABLE download_ledger ADD COLUMN zero_sales_confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE download_ledger ADD COLUMN acceptance_id BIGINT REFERENCES gate_acceptance (id);
ALTER TABLE download_ledger ADD COLUMN quarantined_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE download_ledger ADD COLUMN withdrawn_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ingest_audit ADD COLUMN acceptance_id BIGINT REFERENCES gate_acceptance (id);
ALTER TABLE ingest_audit ADD COLUMN quarantined_rows BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ingest_audit ADD COLUMN withdrawn_rows BIGINT NOT NULL DEFAULT 0;

UPDATE download_ledger SET zero_sales_confirmed = 1
 WHERE status IN ('loaded', 'unchanged') AND empty_confirmed = 1 AND COALESCE(staged_rows, 0) = 0;
