/** Hosts of code and their CI, how to sign in to them, and what was asked of them. */
export const connections = `
CREATE TABLE connections (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  name            TEXT NOT NULL,
  -- bitbucket-cloud, bitbucket-data-center or github.
  kind            TEXT NOT NULL,
  -- NULL for the vendor's own address.
  base_url        TEXT,
  -- The workspace, the organization there, or the project's key.
  owner           TEXT NOT NULL,
  credential_kind TEXT NOT NULL,
  -- What in the credentials is no secret: an email address, a client's id.
  identity        TEXT,
  key_id          TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  -- When the token ends, where that is known.
  expires_at      INTEGER,
  -- Requests in any hour; NULL for what the vendor allows.
  request_limit   INTEGER,
  -- What it could do when it was tried last, in JSON.
  check_result    TEXT NOT NULL,
  checked_at      INTEGER NOT NULL,
  -- 1 where what runs here is told to the host.
  write_back      INTEGER NOT NULL,
  created_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name)
) STRICT;

-- Requests of a connection by the minute since 1970 in which they were made, for a little more than an hour.
CREATE TABLE forge_requests (
  connection_id   TEXT NOT NULL,
  minute          INTEGER NOT NULL,
  count           INTEGER NOT NULL,
  -- Of these, looks that were planned; all others were for people, and for what can wait.
  looks           INTEGER NOT NULL,
  PRIMARY KEY (connection_id, minute)
) STRICT;

-- Repositories whose runs on a host are watched.
CREATE TABLE forge_repositories (
  -- The repository's.
  id              TEXT PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
  -- The connection's: turns are shared between organizations.
  organization_id TEXT NOT NULL,
  connection_id   TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
  -- As the host calls it now, and for ever.
  forge_owner     TEXT NOT NULL,
  forge_name      TEXT NOT NULL,
  forge_id        TEXT NOT NULL,
  -- By which the host says that git clones it: nowhere else the connection's token is shown to git.
  clone_url       TEXT NOT NULL,
  -- The page of older runs that is read next, empty for the first one; NULL when all are here.
  history_page    TEXT,
  -- How many runs there were when the page before it was read.
  history_total   INTEGER,
  -- How far back they are here, and how many runs there are in all of the time that is read, as the newest ones let expect.
  history_from    INTEGER,
  history_runs    INTEGER,
  -- Older runs that were read, for the turns that all repositories of a connection take.
  history_read    INTEGER NOT NULL,
  -- When the newest run was made that was seen, by the host's clock.
  newest_at       INTEGER,
  -- When its runs were read last, and when something new was seen in them last.
  read_at         INTEGER,
  active_at       INTEGER,
  -- When it was pushed to last, by the host's clock, and when that was noticed here.
  moved_at        INTEGER,
  changed_at      INTEGER,
  -- When somebody looked at it here last.
  looked_at       INTEGER,
  -- And when a webhook told of it last.
  heard_at        INTEGER,
  -- Runs that have not ended.
  unfinished      INTEGER NOT NULL,
  attempts        INTEGER NOT NULL,
  problem         TEXT,
  -- 1 where what runs here is told to the host, unless the connection tells nothing.
  write_back      INTEGER NOT NULL,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER
) STRICT;
CREATE INDEX forge_repositories_due ON forge_repositories (next_attempt_at);
CREATE INDEX forge_repositories_held ON forge_repositories (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX forge_repositories_by_connection ON forge_repositories (connection_id);

-- Connections whose host is asked which repositories changed last, where that is sooner than to ask for each.
CREATE TABLE watched_owners (
  -- The connection's.
  id              TEXT PRIMARY KEY REFERENCES connections(id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL,
  attempts        INTEGER NOT NULL,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER
) STRICT;
CREATE INDEX watched_owners_due ON watched_owners (next_attempt_at);

-- How reliably its runs are collected, by the hour since 1970, for eight days.
CREATE TABLE collection_hours (
  repository_id   TEXT NOT NULL REFERENCES forge_repositories(id) ON DELETE CASCADE,
  hour            INTEGER NOT NULL,
  -- look; told or found for a change that a webhook told of or a look found; missed for a webhook that did not come.
  kind            TEXT NOT NULL,
  -- Of a look, worked or why not; of a change, the seconds within which it was here.
  value           TEXT NOT NULL,
  count           INTEGER NOT NULL,
  PRIMARY KEY (repository_id, hour, kind, value)
) STRICT;

-- What runs on hosts, by what its runs told of it: nobody here has its definition.
CREATE TABLE forge_pipelines (
  -- Made of the repository and the definition.
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  repository_id   TEXT NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
  -- bitbucket-cloud or github.
  host            TEXT NOT NULL,
  -- As the newest of its runs is called here, and when that was made.
  name            TEXT NOT NULL,
  last_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX forge_pipelines_by_time ON forge_pipelines (organization_id, last_at, id);
CREATE INDEX forge_pipelines_by_repository ON forge_pipelines (repository_id, last_at, id);

-- Runs on a host that are executions here. A row outlives its execution: what is removed is not read again.
CREATE TABLE forge_runs (
  -- Its time is that of the run.
  execution_id    TEXT PRIMARY KEY,
  repository_id   TEXT NOT NULL,
  pipeline_id     TEXT NOT NULL,
  -- As the host calls it, with its attempt after the first.
  run             TEXT NOT NULL,
  -- 1 when it has ended and all of it is here.
  settled         INTEGER NOT NULL,
  -- What the host calls its stages, in JSON: by it their logs are fetched.
  stages          TEXT NOT NULL,
  -- In the host's word how it stood when these were read last, and when that was.
  state           TEXT NOT NULL,
  stages_at       INTEGER NOT NULL,
  -- 1 when what its stages reported of their tests is here, or cannot be had.
  tests_read      INTEGER NOT NULL,
  -- What was given with it that no commit holds, in JSON: to run it again takes that.
  on_demand       TEXT,
  UNIQUE (repository_id, run)
) STRICT;
CREATE INDEX forge_runs_by_pipeline ON forge_runs (pipeline_id, execution_id);
CREATE INDEX forge_runs_unsettled ON forge_runs (repository_id) WHERE settled = 0;
CREATE INDEX forge_runs_without_tests ON forge_runs (repository_id) WHERE settled = 1 AND tests_read = 0;

-- What of an execution is told to its repository's host: each row as it stands now, and not once for each change.
CREATE TABLE write_backs (
  id              TEXT PRIMARY KEY,
  execution_id    TEXT NOT NULL REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  repository_id   TEXT NOT NULL,
  -- status, report or deployment.
  kind            TEXT NOT NULL,
  -- The deployment's id; empty for what concerns the whole.
  subject         TEXT NOT NULL,
  -- waiting, told, refused, or needless.
  state           TEXT NOT NULL,
  -- Why it is not told (yet), and what to do.
  problem         TEXT,
  mend            TEXT,
  -- What the host calls it, the digest of what it was told last, and in a word what that was.
  remote_id       TEXT,
  told            TEXT,
  told_as         TEXT,
  told_at         INTEGER,
  -- Raised when there is something new to tell.
  revision        INTEGER NOT NULL,
  attempts        INTEGER NOT NULL,
  next_attempt_at INTEGER,
  owner           TEXT,
  lease_until     INTEGER,
  UNIQUE (execution_id, kind, subject)
) STRICT;
CREATE INDEX write_backs_due ON write_backs (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- What was made on a host from here, so that it can be taken away there again. Webhooks know it themselves.
CREATE TABLE made_on_hosts (
  connection_id   TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
  -- NULL for what belongs to all of the owner's repositories.
  repository_id   TEXT REFERENCES repositories(id) ON DELETE CASCADE,
  -- Whose it was when it was made, as the host calls them; NULL for what belongs to one repository.
  owner           TEXT,
  -- For which it was made, where it was for one.
  pipeline_id     TEXT,
  -- variable, schedule, environment or required-build.
  kind            TEXT NOT NULL,
  -- Whose variable it is, as the host calls the environment; empty for none.
  environment     TEXT NOT NULL,
  -- As the host calls it.
  host_id         TEXT NOT NULL,
  -- For people.
  name            TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX made_on_hosts_by_connection ON made_on_hosts (connection_id, host_id);
CREATE INDEX made_on_hosts_by_repository ON made_on_hosts (repository_id);
`;
