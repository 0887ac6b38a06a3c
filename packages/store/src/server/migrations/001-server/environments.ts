/** Where executions deliver to, and in whose turn. */
export const environments = `
CREATE TABLE environments (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  repository_id   TEXT NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
  name            TEXT NOT NULL,
  url             TEXT,
  rules           TEXT NOT NULL,
  current_deployment_id TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (repository_id, name)
) STRICT;
-- Nobody escapes an environment's rules by writing its name with other capitals.
CREATE UNIQUE INDEX environments_by_name ON environments (repository_id, lower(name));

CREATE TABLE environment_settings (
  organization_id     TEXT PRIMARY KEY,
  -- 1 where a stage that deploys to an environment nobody made makes it.
  create_on_first_use INTEGER NOT NULL
) STRICT;

-- Who has, or waits for, a turn in a concurrency group of stages or at an environment; of the server that it works on.
CREATE TABLE turn_claims (
  request       TEXT NOT NULL,
  turn_group    TEXT NOT NULL,
  execution_id  TEXT NOT NULL,
  owner         TEXT NOT NULL,
  group_limit   INTEGER NOT NULL,
  priority      INTEGER NOT NULL,
  asked_at      INTEGER NOT NULL,
  held          INTEGER NOT NULL,
  superseded    INTEGER NOT NULL,
  lease_until   INTEGER NOT NULL,
  PRIMARY KEY (turn_group, request)
) STRICT;
CREATE INDEX turn_claims_by_request ON turn_claims (request);
CREATE INDEX turn_claims_by_owner ON turn_claims (owner);

CREATE TABLE deployments (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  environment_id  TEXT NOT NULL REFERENCES environments(id) ON DELETE CASCADE,
  execution_id    TEXT NOT NULL,
  stage           TEXT NOT NULL,
  instance        TEXT NOT NULL,
  attempt         INTEGER NOT NULL,
  commit_id       TEXT NOT NULL,
  -- The stage's output of that name.
  version         TEXT,
  url             TEXT,
  outcome         TEXT,
  rolled_back     INTEGER NOT NULL,
  rollback_reason TEXT,
  -- The deployment that this one brings back, and the one that stood before it.
  rollback_to     TEXT,
  previous_id     TEXT,
  started_at      INTEGER NOT NULL,
  finished_at     INTEGER,
  UNIQUE (execution_id, instance, attempt)
) STRICT;
CREATE INDEX deployments_by_previous ON deployments (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX deployments_by_environment ON deployments (environment_id, started_at, id);
`;
