-- When an item was deleted, unix milliseconds: its row is kept for a while after that.
ALTER TABLE items ADD COLUMN deleted_at bigint;
