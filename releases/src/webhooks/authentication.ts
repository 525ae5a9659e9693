// Who may tell the desk something: Flagger by basic authentication, as it knows no other, Alertmanager by a bearer token.
import { timingSafeEqual } from "node:crypto";

/** Whether the header has the secret, as `Bearer SECRET` or as the password of `Basic …`. */
export function hasSecret(authorization: string | null, secret: string | undefined): boolean {
  if (secret === undefined || authorization === null) return false;
  const [scheme = "", given = ""] = authorization.split(" ");
  switch (scheme.toLowerCase()) {
    case "bearer":
      return isSame(given, secret);
    case "basic":
      return isSame(passwordOf(given), secret);
    default:
      return false;
  }
}

function passwordOf(encoded: string): string {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}

/** In the same time whatever is given. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string): Uint8Array => new Bun.CryptoHasher("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
