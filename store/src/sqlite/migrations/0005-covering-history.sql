-- A customer's history is read with every list: from the index alone, which lies in two pages or three, instead of one
-- place in the table for each event.
DROP INDEX events_by_customer;
CREATE INDEX events_by_customer ON events (customer_id, occurred_at DESC, seq DESC, item_id, type);
