-- The shop's standing rules, each version whole: a JSON list that the API checks.
CREATE TABLE standing_rules (
  version integer NOT NULL PRIMARY KEY,
  rules text NOT NULL,
  rule_count integer NOT NULL,
  saved_by text NOT NULL,
  note text,
  saved_at integer NOT NULL
);
