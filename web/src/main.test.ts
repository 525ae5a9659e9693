// The shop as a process: how it starts, refuses to start, and stops.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";

function start(env: Readonly<Record<string, string>>) {
  return Bun.spawn([process.execPath, join(import.meta.dir, "main.ts")], {
    env: { PATH: process.env["PATH"], WEB_PORT: "0", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** The address that the first line of the log tells. */
async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk);
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`no address in ${JSON.stringify(text)}`);
}

describe("the process", () => {
  test("refuses a wrong setting with one sentence", async () => {
    const child = start({ WEB_PORT: "eighty" });
    expect(await child.exited).toBe(2);
    expect(await child.stderr.text()).toBe('WEB_PORT is "eighty": it must be a port number, 0 to 65535.\n');
  });

  test("refuses a port that is in use, and names the variable", async () => {
    using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const child = start({ WEB_PORT: String(taken.port) });
    expect(await child.exited).toBe(2);
    expect(await child.stderr.text()).toContain(
      `Port ${taken.port} is in use: stop what uses it, or set WEB_PORT`,
    );
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "serves without an API, and ends with 0 on %s",
    async (signal) => {
      const child = start({ API_URL: "http://127.0.0.1:9" });
      const page = await fetch(await addressOf(child));
      expect(page.status).toBe(200);
      expect(await page.text()).toContain("The API is not answering");
      child.kill(signal);
      expect(await child.exited).toBe(0);
    },
  );

  test("serves although its log cannot be written", async () => {
    const free = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const { port } = free;
    await free.stop(true);
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts")], {
      env: { WEB_PORT: String(port), API_URL: "http://127.0.0.1:9" },
      stdout: Bun.file("/dev/full"), // every write fails: no space left on device
    });
    const answers = () =>
      fetch(`http://127.0.0.1:${port}`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (child.exitCode === null && !(await answers())) await Bun.sleep(20);
    await Bun.sleep(100); // the line of the start has failed by now
    expect(await answers()).toBe(true);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  });

  test("finishes an open request before it ends", async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    using api = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch() {
        asked.resolve();
        await gate.promise;
        return Response.json({ title: "Not now", status: 503 }, { status: 503 });
      },
    });
    const child = start({ API_URL: `http://127.0.0.1:${api.port}` });
    const page = fetch(await addressOf(child));
    await asked.promise;
    child.kill("SIGTERM");
    gate.resolve();
    expect((await page).status).toBe(200);
    expect(await child.exited).toBe(0);
  });
});
