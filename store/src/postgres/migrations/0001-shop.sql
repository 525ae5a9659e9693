-- Times are unix milliseconds, lists are JSON arrays as text. Ids sort by their bytes, as in SQLite.
-- A counter's row is locked until the transaction that took numbers from it ends, so numbers grow in the order of
-- commits: a reader that asks for "everything after N" never misses a row that was numbered earlier and committed later.
CREATE TABLE counters (
  name text NOT NULL PRIMARY KEY,
  value bigint NOT NULL
) WITH (fillfactor = 20);
INSERT INTO counters (name, value) VALUES ('event_seq', 0), ('item_revision', 0);

CREATE TABLE items (
  item_id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (item_id <> ''),
  revision bigint NOT NULL UNIQUE,
  deleted boolean NOT NULL,
  created_at bigint NOT NULL,
  title text,
  brand text,
  categories text,
  attributes text,
  price double precision,
  stock double precision,
  hidden boolean,
  url text,
  image_url text,
  search_text text COLLATE "C" NOT NULL
);

CREATE TABLE item_categories (
  item_id text COLLATE "C" NOT NULL REFERENCES items (item_id),
  category text COLLATE "C" NOT NULL,
  PRIMARY KEY (category, item_id)
);
CREATE INDEX item_categories_by_item ON item_categories (item_id);

-- One partition per calendar month (UTC) of occurred_at, made when its first event comes; a whole one is dropped when
-- its time is over. An index of a partitioned table knows no id across partitions: event_ids does.
CREATE TABLE events (
  seq bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL CHECK (customer_id <> ''),
  item_id text COLLATE "C" NOT NULL CHECK (item_id <> ''),
  type text COLLATE "C" NOT NULL CHECK (type IN ('view', 'cart', 'purchase', 'rating', 'click', 'hide')),
  value double precision,
  occurred_at bigint NOT NULL,
  recommendation_id text,
  PRIMARY KEY (seq, occurred_at)
) PARTITION BY RANGE (occurred_at);
-- A customer's history is read with every list: from the index alone where the table was vacuumed.
CREATE INDEX events_by_customer ON events (customer_id, occurred_at DESC, seq DESC) INCLUDE (item_id, type);
CREATE INDEX events_hidden ON events (customer_id, item_id) WHERE type = 'hide';
CREATE INDEX events_taken ON events (customer_id, item_id, type, occurred_at)
  WHERE type IN ('purchase', 'rating', 'cart');

CREATE TABLE event_ids (
  event_id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (event_id <> '')
);

-- Kept up to date with events, so that listing customers does not read every event.
CREATE TABLE customers (
  customer_id text COLLATE "C" NOT NULL PRIMARY KEY,
  events bigint NOT NULL,
  last_event_at bigint NOT NULL
);
CREATE INDEX customers_by_activity ON customers (last_event_at DESC, customer_id);

-- Who may use the API. Only hashes of the keys' secrets are stored; a revoked key stays, so that its name is not forgotten.
CREATE TABLE api_keys (
  key_id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (key_id <> ''),
  name text NOT NULL,
  secret_hash text NOT NULL,
  scopes text NOT NULL,
  requests_per_second double precision,
  created_at bigint NOT NULL,
  revoked_at bigint
);
