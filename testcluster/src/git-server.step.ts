// Git over smart HTTP, as Flux needs it, for the repositories of a folder: `bun git-server.step.ts FOLDER HOST PORT`.
const [folder, hostname, port] = process.argv.slice(2) as [string, string, string];

Bun.serve({
  hostname,
  port: Number(port),
  maxRequestBodySize: 2 ** 30,
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const backend = Bun.spawn(["git", "http-backend"], {
      stdin: body,
      stdout: "pipe",
      stderr: "inherit",
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        REMOTE_USER: "test",
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers.get("content-type") ?? "",
        CONTENT_LENGTH: String(body.length),
        HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
        GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
      },
    });
    return fromCgi(await backend.stdout.bytes());
  },
});

/** RFC 3875, 6: headers, an empty line, the body; the status is a header. */
function fromCgi(output: Uint8Array<ArrayBuffer>): Response {
  const end = Buffer.from(output).indexOf("\r\n\r\n");
  if (end < 0) return new Response("git http-backend said nothing\n", { status: 502 });
  const headers = new Headers();
  let status = 200;
  for (const line of new TextDecoder().decode(output.subarray(0, end)).split("\r\n")) {
    const [name = "", ...rest] = line.split(": ");
    const value = rest.join(": ");
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else headers.set(name, value);
  }
  return new Response(output.subarray(end + 4), { status, headers });
}
