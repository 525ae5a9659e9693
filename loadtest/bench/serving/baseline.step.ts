// What the runtime itself costs: a constant JSON answer to every request.
// Usage: baseline.step.ts PORT BYTES
const [port, bytes] = process.argv.slice(2).map(Number);
const body = JSON.stringify({ items: "x".repeat(Math.max(0, (bytes ?? 0) - '{"items":""}'.length)) });
const headers = { "content-type": "application/json" };
Bun.serve({ port: port ?? 0, hostname: "127.0.0.1", fetch: () => new Response(body, { headers }) });
