// Every test of the service once more, with its stores on Postgres.
import { afterAll, beforeAll, describe } from "bun:test";
import { join, relative } from "node:path";
import { describeEach, POSTGRES } from "@aisle/store/testing";
import { useStores } from "./shop.ts";

const ROOM = join(import.meta.dir, "..");
const files = [...new Bun.Glob("{src,test}/**/*.test.ts").scanSync({ cwd: ROOM, absolute: true })]
  .filter((file) => !file.includes("postgres"))
  .toSorted();

describeEach([POSTGRES], (target) => {
  beforeAll(() => useStores(target));
  afterAll(() => useStores(undefined));
  for (const file of files) {
    describe(relative(ROOM, file), () => {
      // With another address, a module of its own: this process may have run the file before.
      require(`${file}?on=postgres`);
    });
  }
});
