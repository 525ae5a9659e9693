import { describe, expect, spyOn, test } from "bun:test";
import { json, scriptedServer } from "@aisle/mlflow/testing";
import { awaitSwitch } from "./await-switch.ts";

const OLD = `sha256:${"a".repeat(64)}`;
const NEW = `sha256:${"b".repeat(64)}`;

/** An API that serves these digests, one per question, and then the last of them. */
function api(...digests: readonly string[]) {
  return scriptedServer((_, n) =>
    json({ version: "1", digest: digests[Math.min(n, digests.length - 1)], track: "stable" }),
  );
}

async function messageOf(work: Promise<void>): Promise<string> {
  return await work.then(
    () => "it switched",
    (error: Error) => error.message,
  );
}

describe("waiting for the API to switch", () => {
  test("gives up on one that keeps the old model, and says which that is and what to look at", async () => {
    await using server = api(OLD);
    const said = await messageOf(awaitSwitch({ apiUrl: server.url }, NEW, 300));
    expect(said).toContain(`the API at ${server.url} does not serve it (${OLD})`);
    expect(said).toContain("AISLE_HOME");
  });

  test("gives up where no API answers, with the reason", async () => {
    const server = api(NEW);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect(await messageOf(awaitSwitch({ apiUrl: url }, NEW, 300))).toContain(
      `the API at ${url} does not serve it (`,
    );
  });

  test("gives up in time, too, when somebody sets the clock back", async () => {
    await using server = api(OLD);
    const now = spyOn(Date, "now").mockReturnValue(0);
    try {
      expect(await messageOf(awaitSwitch({ apiUrl: server.url }, NEW, 300))).toContain("does not serve it");
    } finally {
      now.mockRestore();
    }
  });

  test("ends as soon as the new model serves", async () => {
    await using server = api(OLD, OLD, NEW);
    await awaitSwitch({ apiUrl: server.url }, NEW);
    expect(server.asked.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => "/v1/model"));
  });
});
