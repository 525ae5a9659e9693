// SQLite's schema, in the order in which it came to be.
import type { Migration } from "../migrate.ts";
import { refoldItems } from "../queries/catalogue.ts";
import catalogueAndEvents from "./migrations/0001-catalogue-and-events.sql" with { type: "text" };
import hiddenItems from "./migrations/0002-hidden-items.sql" with { type: "text" };
import takenItems from "./migrations/0003-taken-items.sql" with { type: "text" };
import apiKeys from "./migrations/0004-api-keys.sql" with { type: "text" };
import coveringHistory from "./migrations/0005-covering-history.sql" with { type: "text" };
import customerItems from "./migrations/0006-customer-items.sql" with { type: "text" };
import customerAttributes from "./migrations/0011-customer-attributes.sql" with { type: "text" };
import deletedAt from "./migrations/0009-deleted-at.sql" with { type: "text" };
import itemGroups from "./migrations/0010-item-groups.sql" with { type: "text" };
import standingRules from "./migrations/0012-standing-rules.sql" with { type: "text" };
import eventRemovals from "./migrations/0013-event-removals.sql" with { type: "text" };
import itemsByArrival from "./migrations/0015-items-by-arrival.sql" with { type: "text" };
import itemsByGroup from "./migrations/0014-items-by-group.sql" with { type: "text" };
import erasures from "./migrations/0007-erasures.sql" with { type: "text" };

/** The first is version 1. Never change one that has shipped; add another. */
export const SQLITE_MIGRATIONS: readonly Migration[] = [
  { name: "catalogue-and-events", script: catalogueAndEvents },
  { name: "hidden-items", script: hiddenItems },
  { name: "taken-items", script: takenItems },
  { name: "api-keys", script: apiKeys },
  { name: "covering-history", script: coveringHistory },
  { name: "customer-items", script: customerItems },
  { name: "erasures", script: erasures },
  { name: "folded-search", script: "", complete: refoldItems },
  { name: "deleted-at", script: deletedAt },
  { name: "item-groups", script: itemGroups },
  { name: "customer-attributes", script: customerAttributes },
  { name: "standing-rules", script: standingRules },
  { name: "event-removals", script: eventRemovals },
  { name: "items-by-group", script: itemsByGroup },
  { name: "items-by-arrival", script: itemsByArrival },
];
