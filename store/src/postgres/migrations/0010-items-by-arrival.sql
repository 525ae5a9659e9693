-- A shop's front page asks for what came last.
CREATE INDEX items_by_arrival ON items (created_at, item_id);
