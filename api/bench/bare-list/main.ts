// What a personalised list costs without a service around it: the body, the history, the ranking and JSON, on a raw server.
// No keys, no validation, no rules, no metrics, no headers. Usage: bun api/bench/bare-list/main.ts BUNDLE STORE.db [PORT]
import { type EventType, type HistoryEntry, readBundle, serve } from "@aisle/recommender";
import { Database } from "bun:sqlite";

const [bundle, file, port = "3991"] = process.argv.slice(2);
if (bundle === undefined || file === undefined) throw new Error("Usage: main.ts BUNDLE STORE.db [PORT]");
const recommender = serve(await readBundle(bundle));
const history = new Database(file, { readonly: true }).query<unknown, [string]>(
  `SELECT item_id, type, occurred_at FROM events WHERE customer_id = CAST(? AS text)
   ORDER BY occurred_at DESC, seq DESC LIMIT 200`,
);

Bun.serve({
  port: Number(port),
  hostname: "127.0.0.1",
  development: false,
  async fetch(request) {
    const { customerId, limit } = (await request.json()) as { customerId: string; limit: number };
    const visits: HistoryEntry[] = [];
    for (const [itemId, type, time] of history.values(customerId) as [string, EventType, number][]) {
      const item = recommender.indexOf(itemId);
      if (item !== undefined) visits.push({ item, type, time: time / 1000 });
    }
    const { items } = recommender.recommend({
      placement: "personal",
      history: visits,
      limit,
      now: Date.now() / 1000,
      explain: true,
    });
    const answered = items.map(({ item, score, scores, reasons }) => ({
      itemId: recommender.idAt(item),
      score,
      scores,
      reasons: reasons.map(({ kind, saying }) => ({ kind, saying })),
    }));
    return Response.json({ items: answered });
  },
});
