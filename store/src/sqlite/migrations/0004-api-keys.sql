-- Who may use the API. Only hashes of the keys' secrets are stored; a revoked key stays, so that its name is not forgotten.
CREATE TABLE api_keys (
  key_id text NOT NULL PRIMARY KEY CHECK (key_id <> ''),
  name text NOT NULL,
  secret_hash text NOT NULL,
  scopes text NOT NULL,
  requests_per_second double precision,
  created_at bigint NOT NULL,
  revoked_at bigint
);
