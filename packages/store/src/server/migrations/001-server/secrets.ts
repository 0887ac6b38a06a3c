/** Values that executions are given, and the keys that seal the secret ones. */
export const secrets = `
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

-- Values of parameters of type secret, for as long as the execution has not ended.
CREATE TABLE given_secrets (
  execution_id    TEXT PRIMARY KEY REFERENCES execution_links(execution_id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  sealed          TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;

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
`;
