/** The server's own: what it knows of itself, what was done on it, and what is to be removed. */
export const upkeep = `
CREATE TABLE server_facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE audit_log (
  id              TEXT PRIMARY KEY,
  organization_id TEXT,
  at              INTEGER NOT NULL,
  actor           TEXT NOT NULL,
  -- Of the actor: its own id, and that of the person whose token it is.
  actor_id        TEXT NOT NULL,
  actor_user_id   TEXT,
  operation       TEXT NOT NULL,
  target          TEXT,
  target_id       TEXT,
  outcome         TEXT NOT NULL,
  detail          TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_organization ON audit_log (organization_id, at, id);
CREATE INDEX audit_log_by_target ON audit_log (target_id, at);

-- Holds a row only while old entries are being removed: what is older than it may go. See ../append-only.ts.
CREATE TABLE audit_retention (
  before_at INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
  principal   TEXT NOT NULL,
  key         TEXT NOT NULL,
  operation   TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  -- NULL while the first request is still at work.
  answer      TEXT,
  created_at  INTEGER NOT NULL,
  -- Until when it is believed to be at work without a word from it.
  lease_until INTEGER NOT NULL,
  PRIMARY KEY (principal, key)
) STRICT;

CREATE TABLE organization_limits (
  organization_id TEXT PRIMARY KEY,
  settings        TEXT NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

-- When an organization is looked through for what is over its limits, and the server for blobs that nothing refers to.
CREATE TABLE retention_turns (
  id              TEXT PRIMARY KEY,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER
) STRICT;

-- Executions whose logs have been removed before them.
CREATE TABLE removed_logs (
  execution_id    TEXT PRIMARY KEY
) STRICT;
`;
