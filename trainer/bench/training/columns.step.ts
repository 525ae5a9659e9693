// Writes a shop's columns in a process of its own: a child's peak of memory counts from that of its parent on.
// Usage: columns.step.ts SHOP COLUMNS CUSTOMERS ITEMS
import { writeColumns } from "./columns.ts";

const [shop = "", columns = "", customers = 0, items = 0] = process.argv.slice(2);
await writeColumns(shop, { customers: Number(customers), items: Number(items) }, columns);
