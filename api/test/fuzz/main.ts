// `make fuzz-api`: asks a service of its own what its OpenAPI document allows, and what it does not. The exit status is
// that of schemathesis, and options such as --max-examples go to it as they are. schemathesis.toml says the rest.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@aisle/store";
import { makeKey } from "../../src/keys/key.ts";
import { SCOPES } from "../../src/keys/scopes.ts";
import { fitBundle, ITEMS } from "../shop.ts";

const REPOSITORY = join(import.meta.dir, "..", "..", "..");
const TOOL = join(REPOSITORY, ".tools", "fuzz", "bin", "schemathesis");

/** A folder with a store, a model and a key that may do everything. */
async function prepare(home: string): Promise<string> {
  const { key, keyId, secretHash } = makeKey((bytes) =>
    crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  );
  const store = await openStore(`sqlite://${join(home, "store.db")}`);
  await store.putItems([...ITEMS, { itemId: "p000010", title: "The item of the examples" }]);
  await store.addApiKey({ keyId, name: "fuzz", secretHash, scopes: SCOPES, createdAt: 0 });
  await store.close();
  await Bun.write(join(home, "serving.json"), JSON.stringify(await fitBundle(home, "v1")));
  return key;
}

/** The port that the service says it listens on, once it is ready. */
async function whenReady(output: ReadableStream<Uint8Array>): Promise<number> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    const line = text.split("\n").find((line) => line.includes("service listens"));
    if (line === undefined) continue;
    const { port, internalPort } = JSON.parse(line) as { port: number; internalPort: number };
    while (!(await fetch(`http://127.0.0.1:${internalPort}/health/ready`)).ok) await Bun.sleep(20);
    return port;
  }
  throw new Error(`The service did not start:\n${text}`);
}

async function fuzz(options: readonly string[]): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), "aisle-fuzz-"));
  const key = await prepare(home);
  const service = Bun.spawn([process.execPath, join(REPOSITORY, "api", "src", "main.ts")], {
    env: {
      AISLE_HOME: home,
      MODEL_POINTER: join(home, "serving.json"),
      API_PORT: "0",
      API_INTERNAL_PORT: "0",
      // A refusal in an overload of this machine says nothing about the answers.
      API_MOST_WAIT_MS: "60000",
    },
    stdout: "pipe",
    stderr: "inherit",
  });
  try {
    const url = `http://127.0.0.1:${await whenReady(service.stdout)}`;
    const tool = Bun.spawn(
      [
        TOOL,
        `--config-file=${join(import.meta.dir, "schemathesis.toml")}`,
        "run",
        `${url}/openapi.json`,
        "--checks=all",
        "--no-color",
        ...options,
      ],
      {
        cwd: home, // it leaves its caches where it runs
        env: { ...process.env, API_KEY: key, SCHEMATHESIS_HOOKS: join(import.meta.dir, "rules.py") },
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    return await tool.exited;
  } finally {
    service.kill("SIGTERM");
    await service.exited;
    await rm(home, { recursive: true, force: true });
  }
}

process.exitCode = await fuzz(process.argv.slice(2));
