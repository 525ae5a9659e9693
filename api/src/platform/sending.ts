// Sends answers that were made in the same turn of the event loop one right after the other.

/** So many answers wait for no more: the first of them has waited long enough. */
const MOST = 16;

/**
 * Makes what holds an answer back until its turn ends, or until there are enough of them. An answer that is sent alone
 * wakes its reader, which costs the kernel more than to send it; the next ones then find the reader awake. Where one
 * request comes at a time, its answer leaves at once. `afterTurn` runs a task between two turns of reading sockets, as
 * `setImmediate`.
 */
export function sendingTogether<T>(afterTurn: (task: () => void) => void) {
  let held: (() => void)[] = [];
  const send = (): void => {
    const answers = held;
    held = [];
    for (const answer of answers) answer();
  };
  return async (answer: T | Promise<T>): Promise<T> => {
    const made = await answer;
    const { promise, resolve } = Promise.withResolvers<void>();
    const count = held.push(resolve);
    if (count === MOST) send();
    else if (count === 1) afterTurn(send);
    await promise;
    return made;
  };
}
