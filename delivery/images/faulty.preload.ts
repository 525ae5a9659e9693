// Loaded before the API in an image that must not reach customers: FAULT=failing answers every fifth request with 500,
// FAULT=slow answers each one late.
const LATE_MS = 300;
const serve = Bun.serve;
let asked = 0;

Bun.serve = ((options: { fetch: (request: Request, server: unknown) => unknown }) =>
  serve({
    ...options,
    async fetch(request: Request, server: unknown) {
      if (process.env["FAULT"] === "slow") await Bun.sleep(LATE_MS);
      else if (asked++ % 5 === 0) return new Response("a fault\n", { status: 500 });
      return options.fetch(request, server);
    },
  })) as typeof Bun.serve;
