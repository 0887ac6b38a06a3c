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
  PRIMARY KEY (connection_id, minute)
) STRICT;
`;
