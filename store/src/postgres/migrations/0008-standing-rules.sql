-- The shop's standing rules, each version whole: a JSON list that the API checks.
CREATE TABLE standing_rules (
  version bigint NOT NULL PRIMARY KEY,
  rules text NOT NULL,
  rule_count bigint NOT NULL,
  saved_by text NOT NULL,
  note text,
  saved_at bigint NOT NULL
);
