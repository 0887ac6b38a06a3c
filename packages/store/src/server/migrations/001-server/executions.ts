/** What the server knows of executions beside their events, and what people want and say of them. */
export const executions = `
-- What the server knows of an execution beside its events.
CREATE TABLE execution_links (
  execution_id     TEXT PRIMARY KEY,
  organization_id  TEXT NOT NULL,
  repository_id    TEXT NOT NULL,
  -- NULL for a definition that was not saved.
  pipeline_id      TEXT,
  pipeline_version INTEGER,
  trigger_kind     TEXT NOT NULL,
  triggered_by     TEXT,
  -- own, pullRequest or fork: what the execution may be given.
  trust            TEXT NOT NULL,
  -- queued, running or ended.
  state            TEXT NOT NULL,
  priority         INTEGER NOT NULL,
  concurrency_group TEXT,
  -- The environment of which it brings back an earlier deployment.
  rolls_back       TEXT,
  detail           TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  owner            TEXT,
  lease_until      INTEGER,
  next_attempt_at  INTEGER
) STRICT;
CREATE INDEX execution_links_by_organization ON execution_links (organization_id, created_at, execution_id);
-- What waits or runs in an organization is few among many that have ended.
CREATE INDEX execution_links_by_state ON execution_links (organization_id, state, created_at, execution_id);
CREATE INDEX execution_links_by_pipeline ON execution_links (pipeline_id, created_at, execution_id);
CREATE INDEX execution_links_by_repository ON execution_links (repository_id, created_at, execution_id);
CREATE INDEX execution_links_by_group ON execution_links (concurrency_group, created_at) WHERE state <> 'ended';
-- Two who go back at once would go back twice.
CREATE UNIQUE INDEX execution_links_rolling_back ON execution_links (rolls_back) WHERE state <> 'ended';
CREATE INDEX execution_links_due ON execution_links (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX execution_links_unended ON execution_links (state, created_at) WHERE state <> 'ended';

-- What is wanted of an execution, until the server that holds it knows of it.
CREATE TABLE control_wishes (
  execution_id TEXT NOT NULL REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  -- cancel, supersede or resume.
  kind         TEXT NOT NULL,
  actor        TEXT NOT NULL,
  force        INTEGER NOT NULL,
  asked_at     INTEGER NOT NULL,
  PRIMARY KEY (execution_id, kind)
) STRICT;

CREATE TABLE approvals (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  repository_id   TEXT NOT NULL,
  pipeline_id     TEXT,
  execution_id    TEXT NOT NULL,
  stage           TEXT NOT NULL,
  instance        TEXT NOT NULL,
  -- waiting, approved, rejected, expired or cancelled.
  state           TEXT NOT NULL,
  request         TEXT NOT NULL,
  decisions       TEXT NOT NULL,
  requested_at    INTEGER NOT NULL,
  expires_at      INTEGER,
  settled_at      INTEGER,
  UNIQUE (execution_id, instance)
) STRICT;
CREATE INDEX approvals_by_organization ON approvals (organization_id, requested_at, id);
CREATE INDEX approvals_waiting ON approvals (organization_id, requested_at) WHERE state = 'waiting';

-- What people have said on approvals. Whoever decides takes the next place, and looks again where another has taken it.
CREATE TABLE approval_words (
  execution_id    TEXT NOT NULL REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  instance        TEXT NOT NULL,
  -- 0 for the first.
  place           INTEGER NOT NULL,
  stage           TEXT NOT NULL,
  -- An email address.
  person          TEXT NOT NULL,
  decision        TEXT NOT NULL,
  comment         TEXT,
  said_at         INTEGER NOT NULL,
  -- 1 once whoever runs the execution knows of it.
  told            INTEGER NOT NULL,
  PRIMARY KEY (execution_id, instance, place)
) STRICT;
CREATE INDEX approval_words_untold ON approval_words (execution_id) WHERE told = 0;
`;
