-- A page of a product asks for its variants.
CREATE INDEX items_by_group ON items (group_id, item_id);
