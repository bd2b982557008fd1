-- When the run was last seen at work: a process of another machine or container cannot be looked for.
ALTER TABLE run ADD COLUMN heartbeat_at TEXT;

-- Passwords that a site has refused since the store was last signed in. Which ones they were is known by a keyed hash, so that another
-- password can be told from the same one.
CREATE TABLE sign_in_refusal (
  id          INTEGER PRIMARY KEY,
  crm         TEXT NOT NULL,
  store       TEXT NOT NULL,
  run_id      TEXT NOT NULL REFERENCES run (run_id),
  key_hash    TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  refused_at  TEXT NOT NULL
);
CREATE INDEX sign_in_refusal_by_store ON sign_in_refusal (crm, store);
