// The shop's cookies, all alike: for every page, not for scripts, kept for 30 days.

const SECONDS_KEPT = 30 * 86_400;

/** The `Set-Cookie` header that keeps a value; an empty one removes the cookie. */
export function cookie(name: string, value: string): string {
  const maxAge = value === "" ? 0 : SECONDS_KEPT;
  return new Bun.Cookie(name, value, { path: "/", httpOnly: true, sameSite: "lax", maxAge }).serialize();
}
