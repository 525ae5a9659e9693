-- What a customer has, had in the cart, judged or hid: the newest event of each kind on an item, kept up to date with
-- events, so that a list reads it in one place however much the customer did since.
CREATE TABLE customer_items (
  customer_id text NOT NULL,
  item_id text NOT NULL,
  type text NOT NULL,
  occurred_at bigint NOT NULL,
  value double precision,
  PRIMARY KEY (customer_id, item_id, type)
) WITHOUT ROWID;
-- The value is that of the row with the greatest time: SQLite's documented rule for bare columns beside max().
INSERT INTO customer_items (customer_id, item_id, type, occurred_at, value)
  SELECT customer_id, item_id, type, max(occurred_at), value FROM events
  WHERE type IN ('purchase', 'rating', 'cart', 'hide') GROUP BY customer_id, item_id, type;
CREATE INDEX customer_items_by_time ON customer_items (customer_id, occurred_at DESC, item_id, type, value);
DROP INDEX events_hidden;
DROP INDEX events_taken;

-- Of the newest event: with it no activity of a customer is ever like an earlier one, not even after an erasure.
ALTER TABLE customers ADD COLUMN last_seq bigint NOT NULL DEFAULT 0;

-- Which click or purchase was the first that a list led to.
CREATE INDEX events_by_recommendation ON events (recommendation_id, type, seq, event_id)
  WHERE recommendation_id IS NOT NULL AND type IN ('click', 'purchase');
