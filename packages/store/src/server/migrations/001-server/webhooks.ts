/** What hosts of code and other senders tell. */
export const webhooks = `
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
`;
