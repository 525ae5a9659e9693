// What a request is called in logs and answers.

/** Ids of callers are taken over when they are safe to log. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own id, or a new one. */
export function requestIdOf(request: Request, newId: () => string): string {
  const given = request.headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : newId();
}
