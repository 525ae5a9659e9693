// How threads that share memory divide numbered work, and how one of them waits, without an event loop, for all of it.

/** `Int32Array` of three: the next number that nobody has taken, how many are done, whether a thread failed. */
export type Turns = Int32Array<SharedArrayBuffer>;

const NEXT = 0;
const DONE = 1;
const FAILED = 2;

export function newTurns(): Turns {
  return new Int32Array(new SharedArrayBuffer(12));
}

/** Does work from 0 to `total`, at most `batch` numbers at once, until other threads and this one have taken all. */
export function takeTurns(
  turns: Turns,
  total: number,
  batch: number,
  work: (from: number, to: number) => void,
): void {
  for (;;) {
    const from = Atomics.add(turns, NEXT, batch);
    if (from >= total) return;
    const to = Math.min(from + batch, total);
    work(from, to);
    Atomics.add(turns, DONE, to - from);
    Atomics.notify(turns, DONE);
  }
}

/** Waits until all is done; false when a thread could not do its share. */
export function allDone(turns: Turns, total: number): boolean {
  for (let done = Atomics.load(turns, DONE); done < total; done = Atomics.load(turns, DONE)) {
    Atomics.wait(turns, DONE, done);
  }
  return Atomics.load(turns, FAILED) === 0;
}

/** For a thread that cannot go on: whoever waits must not wait for ever. */
export function giveUp(turns: Turns, total: number): void {
  Atomics.store(turns, FAILED, 1);
  Atomics.add(turns, DONE, total);
  Atomics.notify(turns, DONE);
}
