-- What a customer hid is asked for with every list, and must not cost more the longer the customer's history is.
CREATE INDEX events_hidden ON events (customer_id, item_id) WHERE type = 'hide';
