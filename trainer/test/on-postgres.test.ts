// What the trainer does with a store, once more, on Postgres.
import { afterAll, beforeAll, describe } from "bun:test";
import { join } from "node:path";
import { describeEach, POSTGRES } from "@aisle/store/testing";
import { useStores } from "../src/data/testing.ts";

const DATA = join(import.meta.dir, "..", "src", "data");

describeEach([POSTGRES], (target) => {
  beforeAll(() => useStores(target));
  afterAll(() => useStores(undefined));
  for (const name of ["ingest.test.ts", "snapshot.test.ts"]) {
    describe(name, () => {
      // With another address, a module of its own: this process may have run the file before.
      require(`${join(DATA, name)}?on=postgres`);
    });
  }
});
