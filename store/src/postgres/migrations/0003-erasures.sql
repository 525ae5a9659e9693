-- Customers who are being erased: of what they did up to this place in the log, nothing is read any more.
CREATE TABLE erasures (
  customer_id text COLLATE "C" NOT NULL PRIMARY KEY,
  last_seq bigint NOT NULL
);

-- By its id alone, an event could be in any partition; by its place it is found in each one's own index.
ALTER TABLE event_ids ADD COLUMN seq bigint;
UPDATE event_ids SET seq = events.seq FROM events WHERE events.event_id = event_ids.event_id;
