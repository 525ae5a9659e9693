// A port of this machine that nobody has.

/** Free when it is returned; somebody else may take it before it is used. */
export function freePort(): number {
  const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  taken.stop(true);
  return taken.port;
}
