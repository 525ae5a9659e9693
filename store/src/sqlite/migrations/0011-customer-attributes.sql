-- What the shop says of customers beside what they do: a JSON object of texts.
CREATE TABLE customer_attributes (
  customer_id text NOT NULL PRIMARY KEY,
  attributes text NOT NULL
) WITHOUT ROWID;
