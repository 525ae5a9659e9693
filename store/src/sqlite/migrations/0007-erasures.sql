-- Customers who are being erased: of what they did up to this place in the log, nothing is read any more.
CREATE TABLE erasures (
  customer_id text NOT NULL PRIMARY KEY,
  last_seq bigint NOT NULL
);
