// Postgres's schema, in the order in which it came to be.
import type { Migration } from "../migrate.ts";
import { refoldItems } from "../queries/catalogue.ts";
import shop from "./migrations/0001-shop.sql" with { type: "text" };
import customerItems from "./migrations/0002-customer-items.sql" with { type: "text" };
import customerAttributes from "./migrations/0007-customer-attributes.sql" with { type: "text" };
import deletedAt from "./migrations/0005-deleted-at.sql" with { type: "text" };
import itemGroups from "./migrations/0006-item-groups.sql" with { type: "text" };
import itemsByArrival from "./migrations/0010-items-by-arrival.sql" with { type: "text" };
import itemsByGroup from "./migrations/0009-items-by-group.sql" with { type: "text" };
import standingRules from "./migrations/0008-standing-rules.sql" with { type: "text" };
import erasures from "./migrations/0003-erasures.sql" with { type: "text" };

/** The first is version 1. Never change one that has shipped; add another. */
export const POSTGRES_MIGRATIONS: readonly Migration[] = [
  { name: "shop", script: shop },
  { name: "customer-items", script: customerItems },
  { name: "erasures", script: erasures },
  { name: "folded-search", script: "", complete: refoldItems },
  { name: "deleted-at", script: deletedAt },
  { name: "item-groups", script: itemGroups },
  { name: "customer-attributes", script: customerAttributes },
  { name: "standing-rules", script: standingRules },
  { name: "items-by-group", script: itemsByGroup },
  { name: "items-by-arrival", script: itemsByArrival },
];
