-- Only types and syntax that SQLite and Postgres share. Times are unix milliseconds, lists are JSON arrays as text.

-- Numbers are handed out under the writer's lock, so they grow in the order of commits: a reader that asks for
-- "everything after N" never misses a row that was numbered earlier and committed later.
CREATE TABLE counters (
  name text NOT NULL PRIMARY KEY,
  value bigint NOT NULL
);
INSERT INTO counters (name, value) VALUES ('event_seq', 0), ('item_revision', 0);

CREATE TABLE items (
  item_id text NOT NULL PRIMARY KEY CHECK (item_id <> ''),
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
  search_text text NOT NULL
);

CREATE TABLE item_categories (
  item_id text NOT NULL REFERENCES items (item_id),
  category text NOT NULL,
  PRIMARY KEY (category, item_id)
);
CREATE INDEX item_categories_by_item ON item_categories (item_id);

CREATE TABLE events (
  seq bigint NOT NULL PRIMARY KEY,
  event_id text NOT NULL UNIQUE CHECK (event_id <> ''),
  customer_id text NOT NULL CHECK (customer_id <> ''),
  item_id text NOT NULL CHECK (item_id <> ''),
  type text NOT NULL CHECK (type IN ('view', 'cart', 'purchase', 'rating', 'click', 'hide')),
  value double precision,
  occurred_at bigint NOT NULL,
  recommendation_id text
);
CREATE INDEX events_by_customer ON events (customer_id, occurred_at DESC, seq DESC);

-- Kept up to date with events, so that listing customers does not read every event.
CREATE TABLE customers (
  customer_id text NOT NULL PRIMARY KEY,
  events bigint NOT NULL,
  last_event_at bigint NOT NULL
);
CREATE INDEX customers_by_activity ON customers (last_event_at DESC, customer_id);
