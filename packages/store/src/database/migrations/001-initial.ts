/**
 * Tables of the first release. Times are epoch milliseconds, ids UUIDv7 text, JSON is text. Written for SQLite;
 * `forPostgres` says the same to PostgreSQL.
 */
export const initial = `
-- The last number given out for each key: the name of a pipeline, or what else tells one from another.
CREATE TABLE execution_numbers (
  key         TEXT PRIMARY KEY,
  last_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was asked for and who works on it. Not derived from events. The long texts stand last: reading the others
-- does not touch the pages they spill over to.
CREATE TABLE execution_records (
  id                TEXT PRIMARY KEY,
  created_at        INTEGER NOT NULL,
  owner_pid         INTEGER NOT NULL,
  owner_start_time  TEXT NOT NULL,
  owner_boot_id     TEXT NOT NULL,
  rerun_of          TEXT,
  source_path       TEXT NOT NULL,
  project_directory TEXT NOT NULL,
  secret_names      TEXT NOT NULL,
  source            TEXT NOT NULL,
  plan              TEXT NOT NULL
) STRICT;

CREATE TABLE execution_events (
  execution_id TEXT NOT NULL REFERENCES execution_records(id) ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  type         TEXT NOT NULL,
  body         TEXT NOT NULL,
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;

-- Projections of the events.
CREATE TABLE executions (
  id            TEXT PRIMARY KEY REFERENCES execution_records(id) ON DELETE CASCADE,
  pipeline      TEXT NOT NULL,
  number        INTEGER NOT NULL,
  digest        TEXT NOT NULL,
  event         TEXT NOT NULL,
  branch        TEXT NOT NULL,
  commit_id     TEXT NOT NULL,
  workspace     TEXT NOT NULL,
  status        TEXT NOT NULL,
  outcome       TEXT,
  exit_code     INTEGER,
  cancel_reason TEXT,
  rerun_of      TEXT,
  created_at    INTEGER NOT NULL,
  started_at    INTEGER,
  finished_at   INTEGER,
  duration_ms   INTEGER,
  last_seq      INTEGER NOT NULL
) STRICT;
CREATE INDEX executions_by_time ON executions (created_at, id);
CREATE INDEX executions_by_pipeline ON executions (pipeline, created_at, id);
CREATE INDEX executions_by_number ON executions (pipeline, number);
CREATE INDEX executions_unfinished ON executions (id) WHERE status <> 'finished';

CREATE TABLE stage_executions (
  execution_id    TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
  instance        TEXT NOT NULL,
  stage           TEXT NOT NULL,
  matrix          TEXT,
  status          TEXT NOT NULL,
  attempt         INTEGER NOT NULL,
  outcome         TEXT,
  exit_code       INTEGER,
  allowed         INTEGER NOT NULL,
  reused          INTEGER NOT NULL,
  environment     TEXT,
  message         TEXT,
  queued_at       INTEGER,
  started_at      INTEGER,
  finished_at     INTEGER,
  -- Of the last attempt.
  duration_ms     INTEGER,
  -- Of all attempts that ended, without what lay between them.
  ran_ms          INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  PRIMARY KEY (execution_id, instance)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  id           TEXT PRIMARY KEY,
  execution_id TEXT NOT NULL,
  stage        TEXT NOT NULL,
  instance     TEXT NOT NULL,
  attempt      INTEGER NOT NULL,
  name         TEXT NOT NULL,
  digest       TEXT NOT NULL,
  size         INTEGER NOT NULL,
  files        INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  UNIQUE (execution_id, instance, attempt, name)
) STRICT;
CREATE INDEX artifacts_by_digest ON artifacts (digest);

CREATE TABLE cache_entries (
  id         TEXT PRIMARY KEY,
  scope      TEXT NOT NULL,
  key        TEXT NOT NULL,
  digest     TEXT NOT NULL,
  size       INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  ttl        INTEGER,
  UNIQUE (scope, key)
) STRICT;
CREATE INDEX cache_entries_by_digest ON cache_entries (digest);

CREATE TABLE reusable_results (
  fingerprint  TEXT PRIMARY KEY,
  execution_id TEXT NOT NULL,
  stage        TEXT NOT NULL,
  instance     TEXT NOT NULL,
  matrix       TEXT,
  outputs      TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reusable_results_by_execution ON reusable_results (execution_id, instance);

-- Numbered within their execution, in the order in which they were stored.
CREATE TABLE test_results (
  execution_id TEXT NOT NULL,
  position     INTEGER NOT NULL,
  stage        TEXT NOT NULL,
  instance     TEXT NOT NULL,
  attempt      INTEGER NOT NULL,
  suite        TEXT NOT NULL,
  name         TEXT NOT NULL,
  file         TEXT,
  outcome      TEXT NOT NULL,
  duration_ms  REAL NOT NULL,
  message      TEXT,
  PRIMARY KEY (execution_id, position)
) STRICT, WITHOUT ROWID;

-- Processes that have said where all can see it that they live. Only where several machines share a database.
CREATE TABLE owner_leases (
  pid        INTEGER NOT NULL,
  start_time TEXT NOT NULL,
  boot_id    TEXT NOT NULL,
  -- What its process id is an id in: another container's processes cannot be looked for.
  namespace  TEXT NOT NULL,
  seen_at    INTEGER NOT NULL,
  PRIMARY KEY (boot_id, pid, start_time)
) STRICT, WITHOUT ROWID;
`;
