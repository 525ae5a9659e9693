// Kills a writing process: what it acknowledged must be there, once.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { openStore } from "../src/index.ts";
import { event } from "./contract/events.ts";
import { describeEach, POSTGRES, SQLITE_FILE } from "./targets.ts";

const ROUNDS = 3;
const BATCHES = 2000;
const SIZE = 20;

/** Starts a writer, kills it after `acknowledgements` of them, and returns the ids that it had acknowledged. */
async function writeAndKill(url: string, prefix: string, acknowledgements: number): Promise<string[]> {
  const writer = Bun.spawn(
    [process.execPath, join(import.meta.dir, "writer.ts"), url, prefix, String(BATCHES), String(SIZE)],
    { stdout: "pipe", stderr: "inherit" },
  );
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of writer.stdout) {
    output += decoder.decode(chunk, { stream: true });
    if (output.split("\n").length > acknowledgements) writer.kill("SIGKILL");
  }
  await writer.exited;
  expect(writer.signalCode).toBe("SIGKILL");
  // A line that was cut by the kill is not an acknowledgement.
  const lines = output.split("\n").slice(0, -1);
  return lines.flatMap((line) => line.split(" "));
}

describeEach([SQLITE_FILE, POSTGRES], (target) => {
  test("events that were acknowledged before a kill are there, once, and can be sent again", async () => {
    await using place = await target.make();
    const { url } = place;
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged.push(...(await writeAndKill(url, `round${round}`, 10 + 15 * round)));

      const store = await openStore(url);
      const stored = (await store.readEvents(0, 1_000_000)).map(({ eventId }) => eventId);
      const known = new Set(stored);
      expect(known.size).toBe(stored.length);
      expect(acknowledged.filter((id) => !known.has(id))).toEqual([]);

      const again = await store.appendEvents(acknowledged.map((id) => event(id)));
      expect(new Set(again)).toEqual(new Set(["duplicate"]));
      expect(await store.counts()).toMatchObject({ events: stored.length });
      const customers = await store.listCustomers(1000);
      expect(customers.reduce((sum, { events }) => sum + events, 0)).toBe(stored.length);
      await store.close();
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 10 * SIZE);
  });
});
