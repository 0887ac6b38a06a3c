/**
 * The server's own tables, beside those of executions. Written for both databases: times are epoch milliseconds, ids
 * UUIDv7 text, truth is 0 or 1, JSON is text. People, sessions, organizations and members are better-auth's tables.
 */
export const server = `
CREATE TABLE server_facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

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
CREATE INDEX execution_links_by_pipeline ON execution_links (pipeline_id, created_at, execution_id);
CREATE INDEX execution_links_by_repository ON execution_links (repository_id, created_at, execution_id);
CREATE INDEX execution_links_by_group ON execution_links (concurrency_group, created_at) WHERE state <> 'ended';
-- Two who go back at once would go back twice.
CREATE UNIQUE INDEX execution_links_rolling_back ON execution_links (rolls_back) WHERE state <> 'ended';
CREATE INDEX execution_links_due ON execution_links (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX execution_links_unended ON execution_links (state, created_at) WHERE state <> 'ended';

-- Values of parameters of type secret, for as long as the execution has not ended.
CREATE TABLE given_secrets (
  execution_id    TEXT PRIMARY KEY REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE organization_keys (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  -- The key wrapped by the master key of this id.
  master_key_id   TEXT NOT NULL,
  wrapped         TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  retired_at      INTEGER
) STRICT;
CREATE INDEX organization_keys_by_organization ON organization_keys (organization_id);

CREATE TABLE secrets (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  -- organization, repository or environment, and the id of that one.
  scope           TEXT NOT NULL,
  scope_id        TEXT NOT NULL,
  name            TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  rules           TEXT NOT NULL,
  updated_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  last_used_at    INTEGER,
  UNIQUE (scope_id, name)
) STRICT;
CREATE INDEX secrets_by_organization ON secrets (organization_id, name);

CREATE TABLE variables (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  scope           TEXT NOT NULL,
  scope_id        TEXT NOT NULL,
  name            TEXT NOT NULL,
  value           TEXT NOT NULL,
  updated_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (scope_id, name)
) STRICT;
CREATE INDEX variables_by_organization ON variables (organization_id, name);

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

CREATE TABLE teams (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  name            TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX teams_by_name ON teams (organization_id, lower(name));

CREATE TABLE team_members (
  team_id TEXT NOT NULL REFERENCES teams(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  PRIMARY KEY (team_id, user_id)
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

CREATE TABLE webhooks (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  -- Of one repository, or of all that a connection watches: exactly one is said.
  repository_id   TEXT REFERENCES repositories(id) ON DELETE CASCADE,
  connection_id   TEXT,
  -- github, gitlab, bitbucket, bitbucket-server, generic.
  kind            TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  sealed_secret   TEXT NOT NULL,
  enabled         INTEGER NOT NULL,
  -- What the repository's host calls it, where it was registered there from here.
  remote_id       TEXT,
  -- Of one for all that a connection watches: whose it was registered as, as the host calls them.
  remote_owner    TEXT,
  -- The last delivery that was not believed, and why.
  refused_at      INTEGER,
  refused_why     TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_by_repository ON webhooks (repository_id);
CREATE INDEX webhooks_by_connection ON webhooks (connection_id) WHERE connection_id IS NOT NULL;

CREATE TABLE webhook_deliveries (
  id              TEXT PRIMARY KEY,
  webhook_id      TEXT NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
  -- What it tells of; none where nobody watches that here.
  repository_id   TEXT,
  delivery_id     TEXT NOT NULL,
  event           TEXT NOT NULL,
  headers         TEXT NOT NULL,
  -- As it came, and its SHA-256.
  body            TEXT NOT NULL,
  body_digest     TEXT NOT NULL,
  -- The delivery that this one is done again for.
  redelivery_of   TEXT,
  -- The actor who asked for that, in JSON.
  requested_by    TEXT,
  received_at     INTEGER NOT NULL,
  -- received, done, ignored or failed.
  state           TEXT NOT NULL,
  attempts        INTEGER NOT NULL,
  result          TEXT,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER,
  UNIQUE (webhook_id, delivery_id)
) STRICT;
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, received_at, id);
CREATE INDEX webhook_deliveries_by_body ON webhook_deliveries (webhook_id, body_digest);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE state = 'received';

-- Where an organization's notifications go.
CREATE TABLE channels (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  -- As definitions call it.
  name            TEXT NOT NULL,
  -- slack, teams, email or webhook.
  kind            TEXT NOT NULL,
  -- What of its settings is no secret: a host, addresses of mail.
  target          TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  created_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name)
) STRICT;

-- What executions have to tell, each once for a notification of the definition and an event.
CREATE TABLE notifications (
  id              TEXT PRIMARY KEY,
  execution_id    TEXT NOT NULL REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  -- Of the notification in the definition that ran, from 0.
  position        INTEGER NOT NULL,
  -- success, failure, recovered or cancelled.
  event           TEXT NOT NULL,
  -- The channel's name, as the definition has it.
  channel         TEXT NOT NULL,
  -- waiting, sent, refused, or needless.
  state           TEXT NOT NULL,
  -- Why it is not sent (yet), and what to do.
  problem         TEXT,
  mend            TEXT,
  sent_at         INTEGER,
  attempts        INTEGER NOT NULL,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER,
  UNIQUE (execution_id, position, event)
) STRICT;
CREATE INDEX notifications_due ON notifications (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

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

CREATE TABLE tokens (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  user_id         TEXT NOT NULL,
  name            TEXT NOT NULL,
  -- The first characters, by which a person knows it again.
  prefix          TEXT NOT NULL,
  hash            TEXT NOT NULL UNIQUE,
  scopes          TEXT NOT NULL,
  -- Ids of the only repositories it reaches; NULL for all of the organization.
  repositories    TEXT,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  last_used_at    INTEGER,
  revoked_at      INTEGER
) STRICT;
CREATE INDEX tokens_by_organization ON tokens (organization_id, created_at);

-- Who may become a member by a link; its code is kept as a hash.
CREATE TABLE invitations (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  email           TEXT NOT NULL,
  role            TEXT NOT NULL,
  code_hash       TEXT NOT NULL UNIQUE,
  invited_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX invitations_by_organization ON invitations (organization_id, created_at);

-- A member's role narrowed for one repository or pipeline.
CREATE TABLE role_limits (
  organization_id TEXT NOT NULL,
  user_id         TEXT NOT NULL,
  -- repository or pipeline, and its id.
  scope           TEXT NOT NULL,
  scope_id        TEXT NOT NULL,
  -- A role, or none.
  role            TEXT NOT NULL,
  PRIMARY KEY (user_id, scope_id)
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

-- Holds a row only while old entries are being removed: what is older than it may go. See append-only.ts.
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

-- Wrong passwords, by a keyed hash of the address: it may be no account, but something typed by mistake.
CREATE TABLE sign_in_attempts (
  account TEXT PRIMARY KEY,
  count   INTEGER NOT NULL,
  since   INTEGER NOT NULL
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
