/** Who may come in, and what they may do. People, sessions, organizations and members are better-auth's tables. */
export const people = `
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

-- Wrong passwords, by a keyed hash of the address: it may be no account, but something typed by mistake.
CREATE TABLE sign_in_attempts (
  account TEXT PRIMARY KEY,
  count   INTEGER NOT NULL,
  since   INTEGER NOT NULL
) STRICT;
`;
