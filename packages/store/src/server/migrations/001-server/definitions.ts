/** What is to run: repositories, their pipelines, templates, and when. */
export const definitions = `
CREATE TABLE repositories (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  name            TEXT NOT NULL,
  description     TEXT NOT NULL,
  location        TEXT NOT NULL,
  default_branch  TEXT NOT NULL,
  connection_id   TEXT,
  rules           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name)
) STRICT;

CREATE TABLE pipelines (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  repository_id   TEXT NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
  name            TEXT NOT NULL,
  description     TEXT NOT NULL,
  source          TEXT NOT NULL,
  path            TEXT,
  channel         TEXT NOT NULL,
  active          INTEGER NOT NULL,
  version         INTEGER NOT NULL,
  settings        TEXT NOT NULL,
  archived_at     INTEGER,
  created_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX pipelines_by_name ON pipelines (repository_id, name) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX pipelines_one_active ON pipelines (repository_id, channel) WHERE active = 1 AND archived_at IS NULL;
CREATE INDEX pipelines_by_organization ON pipelines (organization_id, created_at, id);

CREATE TABLE pipeline_versions (
  pipeline_id TEXT NOT NULL REFERENCES pipelines(id) ON DELETE CASCADE,
  version     INTEGER NOT NULL,
  text        TEXT NOT NULL,
  -- NULL where the text cannot be read as a pipeline.
  digest      TEXT,
  commit_id   TEXT,
  message     TEXT NOT NULL,
  -- Of a version that was made of a template: from what, in JSON.
  generated   TEXT,
  -- The actor, in JSON.
  created_by  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (pipeline_id, version)
) STRICT;

CREATE TABLE templates (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  name            TEXT NOT NULL,
  category        TEXT NOT NULL,
  description     TEXT NOT NULL,
  text            TEXT NOT NULL,
  shared          INTEGER NOT NULL,
  created_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name)
) STRICT;

CREATE TABLE schedules (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  pipeline_id     TEXT NOT NULL REFERENCES pipelines(id) ON DELETE CASCADE,
  cron            TEXT NOT NULL,
  timezone        TEXT NOT NULL,
  branch          TEXT NOT NULL,
  parameters      TEXT NOT NULL,
  -- definition or manual: who made it.
  origin          TEXT NOT NULL,
  -- Of a manual one the actor who made or last changed it, in JSON.
  responsible     TEXT,
  enabled         INTEGER NOT NULL,
  last_run_at     INTEGER,
  last_execution_id TEXT,
  -- The moment that comes next, and the last one that something was started for; next_attempt_at is later while trying again.
  due_at          INTEGER,
  last_due_at     INTEGER,
  attempts        INTEGER NOT NULL,
  note            TEXT,
  -- Why the definition, as it was last read, does not take its parameters.
  problem         TEXT,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_due ON schedules (next_attempt_at) WHERE enabled = 1;
CREATE INDEX schedules_by_pipeline ON schedules (pipeline_id);

-- Which text of an active pipeline its schedules were taken from.
CREATE TABLE schedule_sources (
  pipeline_id     TEXT PRIMARY KEY REFERENCES pipelines(id) ON DELETE CASCADE,
  version         INTEGER NOT NULL,
  synced_at       INTEGER NOT NULL
) STRICT;
`;
