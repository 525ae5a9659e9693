// What every response tells a browser, should one ever get it: to trust its type, keep no copy and show no page of it.

/** With `hstsSeconds` above 0 browsers keep to TLS. */
export function securityHeaders(hstsSeconds: number): Readonly<Record<string, string>> {
  return {
    "x-content-type-options": "nosniff",
    // Lists and histories are of one customer. A route whose answer is the same for everyone may say otherwise.
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    ...(hstsSeconds > 0 && { "strict-transport-security": `max-age=${hstsSeconds}` }),
  };
}
