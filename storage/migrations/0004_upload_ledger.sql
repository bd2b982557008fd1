-- Which version of each fact stands at which destination: it was written there and read back. A version is told by the load that brought it
-- and by the columns that were written.
CREATE TABLE upload_ledger (
  destination  TEXT NOT NULL,
  fact_table   TEXT NOT NULL,
  fact_id      BIGINT NOT NULL,
  fact_version TEXT NOT NULL,
  run_id       TEXT NOT NULL REFERENCES run (run_id),
  uploaded_at  TEXT NOT NULL,
  PRIMARY KEY (destination, fact_table, fact_id)
);
