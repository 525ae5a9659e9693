-- Counts what takes events away from customers, whichever program does it: what was kept in memory of any of them is out of
-- date then. New events are known by their places in the log.
INSERT INTO counters (name, value) VALUES ('event_removals', 0);

CREATE TRIGGER customer_loses_events AFTER UPDATE OF events ON customers WHEN new.events < old.events
BEGIN
  UPDATE counters SET value = value + 1 WHERE name = 'event_removals';
END;

CREATE TRIGGER customer_is_removed AFTER DELETE ON customers
BEGIN
  UPDATE counters SET value = value + 1 WHERE name = 'event_removals';
END;

-- From here on what the customer did since the erasure began is read again.
CREATE TRIGGER erasure_is_complete AFTER DELETE ON erasures
BEGIN
  UPDATE counters SET value = value + 1 WHERE name = 'event_removals';
END;
