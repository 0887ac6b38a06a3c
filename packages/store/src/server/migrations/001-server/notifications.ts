/** What executions tell people, and where. */
export const notifications = `
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
`;
