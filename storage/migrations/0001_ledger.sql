-- Times are UTC text, "2025-11-12T18:30:05.123Z"; dates "2025-11-12". `crm` is the site's code.

CREATE TABLE run (
  run_id        TEXT PRIMARY KEY,
  command       TEXT NOT NULL,
  started_at    TEXT NOT NULL,
  finished_at   TEXT,
  exit_code     INTEGER,
  summary       TEXT NOT NULL DEFAULT '',
  interrupted   INTEGER NOT NULL DEFAULT 0,
  owner_host    TEXT NOT NULL,
  owner_space   TEXT NOT NULL,
  owner_pid     BIGINT NOT NULL,
  owner_started TEXT NOT NULL
);

CREATE TABLE download_ledger (
  id               INTEGER PRIMARY KEY,
  run_id           TEXT NOT NULL REFERENCES run (run_id),
  crm              TEXT NOT NULL,
  store            TEXT NOT NULL,
  report           TEXT NOT NULL,
  from_date        TEXT NOT NULL,
  to_date          TEXT NOT NULL,
  status           TEXT NOT NULL CHECK (status IN ('collected', 'loaded', 'unchanged', 'check_failed', 'failed')),
  file_name        TEXT NOT NULL DEFAULT '',
  path             TEXT NOT NULL DEFAULT '',
  size_bytes       BIGINT NOT NULL DEFAULT 0,
  md5              TEXT NOT NULL DEFAULT '',
  sha256           TEXT NOT NULL DEFAULT '',
  source_url       TEXT NOT NULL DEFAULT '',
  suggested_name   TEXT NOT NULL DEFAULT '',
  length_verified  INTEGER NOT NULL DEFAULT 0,
  empty_confirmed  INTEGER NOT NULL DEFAULT 0,
  started_at       TEXT NOT NULL,
  finished_at      TEXT NOT NULL,
  loaded_at        TEXT,
  file_deleted_at  TEXT,
  staged_rows      BIGINT,
  inserted_rows    BIGINT,
  updated_rows     BIGINT,
  unchanged_rows   BIGINT,
  duplicate_rows   BIGINT,
  conflicting_rows BIGINT,
  error_kind       TEXT,
  error_text       TEXT
);
CREATE INDEX download_ledger_by_report ON download_ledger (crm, store, report, from_date);
CREATE INDEX download_ledger_by_run ON download_ledger (run_id);

-- A file that is about to be renamed into its place; turned into a ledger row afterwards.
CREATE TABLE download_intent (
  id              INTEGER PRIMARY KEY,
  run_id          TEXT NOT NULL REFERENCES run (run_id),
  crm             TEXT NOT NULL,
  store           TEXT NOT NULL,
  report          TEXT NOT NULL,
  from_date       TEXT NOT NULL,
  to_date         TEXT NOT NULL,
  temporary_path  TEXT NOT NULL,
  path            TEXT NOT NULL,
  size_bytes      BIGINT NOT NULL,
  md5             TEXT NOT NULL,
  sha256          TEXT NOT NULL,
  source_url      TEXT NOT NULL,
  suggested_name  TEXT NOT NULL,
  length_verified INTEGER NOT NULL,
  empty_confirmed INTEGER NOT NULL,
  started_at      TEXT NOT NULL
);

CREATE TABLE ingest_audit (
  id               INTEGER PRIMARY KEY,
  run_id           TEXT NOT NULL REFERENCES run (run_id),
  crm              TEXT NOT NULL,
  store            TEXT NOT NULL,
  report           TEXT NOT NULL,
  from_date        TEXT NOT NULL,
  to_date          TEXT NOT NULL,
  download_id      BIGINT REFERENCES download_ledger (id),
  staged_rows      BIGINT NOT NULL DEFAULT 0,
  inserted_rows    BIGINT NOT NULL DEFAULT 0,
  updated_rows     BIGINT NOT NULL DEFAULT 0,
  unchanged_rows   BIGINT NOT NULL DEFAULT 0,
  duplicate_rows   BIGINT NOT NULL DEFAULT 0,
  conflicting_rows BIGINT NOT NULL DEFAULT 0,
  md5              TEXT NOT NULL,
  started_at       TEXT NOT NULL,
  finished_at      TEXT,
  status           TEXT NOT NULL CHECK (status IN ('loading', 'loaded', 'unchanged', 'check_failed', 'failed')),
  error            TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ingest_audit_by_report ON ingest_audit (crm, store, report, from_date);

CREATE TABLE row_history (
  id          INTEGER PRIMARY KEY,
  fact_table  TEXT NOT NULL,
  fact_id     BIGINT NOT NULL,
  crm         TEXT NOT NULL,
  store       TEXT NOT NULL,
  row_key     TEXT NOT NULL,
  column_name TEXT NOT NULL,
  old_value   TEXT,
  new_value   TEXT,
  run_id      TEXT NOT NULL REFERENCES run (run_id),
  load_id     BIGINT NOT NULL REFERENCES ingest_audit (id),
  changed_at  TEXT NOT NULL
);
CREATE INDEX row_history_by_fact ON row_history (fact_table, fact_id);

-- What the staging and fact tables were made of.
CREATE TABLE mapped_table (
  table_name TEXT PRIMARY KEY,
  role       TEXT NOT NULL CHECK (role IN ('staging', 'fact')),
  created_at TEXT NOT NULL
);
CREATE TABLE mapped_column (
  table_name  TEXT NOT NULL REFERENCES mapped_table (table_name),
  column_name TEXT NOT NULL,
  type        TEXT NOT NULL,
  is_key      INTEGER NOT NULL,
  added_at    TEXT NOT NULL,
  PRIMARY KEY (table_name, column_name)
);

-- Sealed with a key that is not in this database.
CREATE TABLE storage_state (
  id              INTEGER PRIMARY KEY,
  crm             TEXT NOT NULL,
  store           TEXT NOT NULL,
  version         INTEGER NOT NULL,
  sealed          BLOB NOT NULL,
  size_bytes      BIGINT NOT NULL,
  saved_at        TEXT NOT NULL,
  expires_at      TEXT,
  saved_by        TEXT NOT NULL,
  key_fingerprint TEXT NOT NULL,
  UNIQUE (crm, store, version)
);

-- Who works on a store; one row a store, for ever, so that `attempt` only grows.
CREATE TABLE store_lease (
  crm           TEXT NOT NULL,
  store         TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  run_id        TEXT NOT NULL,
  owner_host    TEXT NOT NULL,
  owner_space   TEXT NOT NULL,
  owner_pid     BIGINT NOT NULL,
  owner_started TEXT NOT NULL,
  acquired_at   TEXT NOT NULL,
  expires_at    TEXT NOT NULL,
  released_at   TEXT,
  PRIMARY KEY (crm, store)
);
