-- The product that an item is a variant of.
ALTER TABLE items ADD COLUMN group_id text;
