/** What a minute costs, for the analytics: in units of the currency, such as euros. */
export const rates = `
CREATE TABLE analytics_rates (
  organization_id TEXT PRIMARY KEY,
  currency        TEXT NOT NULL,
  execution       REAL NOT NULL,
  stage           REAL NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
`;
