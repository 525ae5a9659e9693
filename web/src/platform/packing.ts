// Answers in fewer bytes, for browsers that can unpack them.

const PACKED_TYPES = /^(?:text\/|image\/svg)/;
/** Below it a header more costs about what is saved. */
const MIN_BYTES = 800;

/** The response, packed when that saves bytes and the browser takes gzip. */
export async function packed(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || !PACKED_TYPES.test(type)) return response;
  const headers = new Headers(response.headers);
  headers.append("vary", "accept-encoding");
  const body = new Uint8Array(await response.arrayBuffer());
  const { status } = response;
  const takesGzip = /\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(request.headers.get("accept-encoding") ?? "");
  if (!takesGzip || body.length < MIN_BYTES) return new Response(body, { status, headers });
  headers.set("content-encoding", "gzip");
  return new Response(Bun.gzipSync(body), { status, headers });
}
