// What protects a visitor's browser: response headers, and the refusal of requests that another site makes.

const contentSecurityPolicy = (imageOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self'", ...imageOrigins].join(" "),
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Sent with every response. Pictures may come from `imageOrigins` and from here, everything else only from here. */
export const securityHeaders = (imageOrigins: readonly string[]): Readonly<Record<string, string>> => ({
  "content-security-policy": contentSecurityPolicy(imageOrigins),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request that changes something comes from another site. Browsers say so in `Sec-Fetch-Site`, older
 * ones only in `Origin`; a request with neither was not made by a browser and carries no visitor's cookies.
 * The order of the checks is that of Go's `http.CrossOriginProtection`.
 */
export function isCrossSiteWrite(request: Request): boolean {
  if (SAFE_METHODS.has(request.method)) return false;
  const site = request.headers.get("sec-fetch-site");
  if (site) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  if (!origin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get("host");
}
