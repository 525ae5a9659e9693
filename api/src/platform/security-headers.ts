// What every response tells a browser, should one ever get it: to trust its type, keep no copy and show no page of it.
import { Elysia } from "elysia";

/** A plugin for before the routes: its hook holds for all of them. With `hstsSeconds` above 0 browsers keep to TLS. */
export function securityHeaders(hstsSeconds: number) {
  const hsts = hstsSeconds > 0 ? `max-age=${hstsSeconds}` : undefined;
  return new Elysia({ name: "security-headers" }).onRequest(({ set }) => {
    const { headers } = set;
    headers["x-content-type-options"] = "nosniff";
    // Lists and histories are of one customer. A route whose answer is the same for everyone may say otherwise.
    headers["cache-control"] = "no-store";
    headers["referrer-policy"] = "no-referrer";
    headers["content-security-policy"] = "default-src 'none'; frame-ancestors 'none'";
    if (hsts !== undefined) headers["strict-transport-security"] = hsts;
  });
}
