import { describe, expect, test } from "bun:test";
import { Admission } from "./admission.ts";

const MOST_WAIT_MS = 20;
/** Milliseconds of the process that a refusal takes, as measured. */
const REFUSAL_MS = 0.02;
/** Most events that the runtime takes from the kernel at once. */
const MOST_AT_ONCE = 1024;

interface Request {
  /** Milliseconds since the start. */
  readonly at: number;
  /** Milliseconds of the process that the answer takes. */
  readonly takes: number;
}

interface Answered extends Request {
  readonly refused: boolean;
  /** From the arrival to the end of the answer. */
  readonly milliseconds: number;
}

/** A process with one thread, as Bun's: immediates, then what the sockets hold, then timers. Ends when nothing is left. */
function serve(requests: readonly Request[]): { answers: Answered[]; endedAt: number } {
  let time = 0;
  let timers: { at: number; task: () => void }[] = [];
  let immediates: (() => void)[] = [];
  const admission = new Admission({
    mostWaitMs: MOST_WAIT_MS,
    now: () => time,
    after: (milliseconds, task) => timers.push({ at: time + milliseconds, task }),
    nextTurn: (task) => immediates.push(task),
  });
  const waiting = requests.toSorted((a, b) => a.at - b.at);
  const answers: Answered[] = [];
  while (waiting.length > 0 || timers.length > 0 || immediates.length > 0) {
    for (const task of immediates.splice(0)) task();
    if (immediates.length === 0 && waiting.length + timers.length > 0)
      time = Math.max(time, Math.min(waiting[0]?.at ?? Infinity, ...timers.map(({ at }) => at)));
    const later = waiting.findIndex(({ at }) => at > time);
    for (const request of waiting.splice(0, Math.min(later === -1 ? Infinity : later, MOST_AT_ONCE))) {
      const refused = admission.refuses();
      time += refused ? REFUSAL_MS : request.takes;
      answers.push({ ...request, refused, milliseconds: time - request.at });
    }
    const due = timers.filter(({ at }) => at <= time);
    timers = timers.filter(({ at }) => at > time);
    for (const { task } of due) task();
  }
  return { answers, endedAt: time };
}

/** Requests at a rate, in milliseconds from `from` to `to`. */
const steady = (from: number, to: number, perSecond: number, takes: number): Request[] =>
  Array.from({ length: ((to - from) * perSecond) / 1_000 }, (_, n) => ({
    at: from + (n * 1_000) / perSecond,
    takes,
  }));

const refusals = (answers: readonly Answered[]) => answers.filter(({ refused }) => refused).length;

/** The one that 99 % of the accepted ones did not exceed. */
function p99(answers: readonly Answered[]): number {
  const accepted = answers.filter(({ refused }) => !refused).map(({ milliseconds }) => milliseconds);
  return accepted.toSorted((a, b) => a - b)[Math.floor(accepted.length * 0.99)]!;
}

describe("nobody is refused", () => {
  test("at nine tenths of what the process can", () => {
    expect(refusals(serve(steady(0, 10_000, 3_600, 0.25)).answers)).toBe(0);
  });

  test("in a burst, which is worked off", () => {
    const burst = Array.from({ length: 150 }, () => ({ at: 1_000, takes: 0.25 }));
    expect(refusals(serve([...steady(0, 3_000, 1_000, 0.25), ...burst]).answers)).toBe(0);
  });

  test("because one request is costly, however much", () => {
    const costly = { at: 1_000, takes: 300 };
    expect(refusals(serve([...steady(0, 3_000, 500, 0.25), costly]).answers)).toBe(0);
  });

  test("because a pause made the process slow once, as long as a few callers keep it just busy", () => {
    // Each asks again when it is answered; every turn answers them all, in 12 ms.
    const turns = Array.from({ length: 300 }, (_, turn) =>
      Array.from({ length: 32 }, () => ({ at: 1_500 + turn * 12, takes: 0.375 })),
    ).flat();
    const slow = Array.from({ length: 3 }, (_, at) => [
      { at: 1_000 + at * 60, takes: 35 },
      { at: 1_000 + at * 60, takes: 35 },
    ]).flat();
    expect(refusals(serve([...slow, ...turns]).answers.filter(({ at }) => at > 1_500))).toBe(0);
  });

  test("because somebody asks for one costly thing after the other", () => {
    // As an import of events does: the next request comes when the one before is answered.
    const imports = Array.from({ length: 200 }, (_, n) => ({ at: n * 31, takes: 30 }));
    expect(refusals(serve(imports).answers)).toBe(0);
  });

  test("who asks after a long pause", () => {
    expect(refusals(serve([...steady(0, 100, 100, 5), { at: 60_000, takes: 5 }]).answers)).toBe(0);
  });
});

describe("at three times what the process can", () => {
  const SATURATION = 4_000;
  const { answers } = serve([
    ...steady(0, 2_000, SATURATION / 2, 0.25),
    ...steady(2_000, 12_000, 3 * SATURATION, 0.25),
    ...steady(12_000, 20_000, SATURATION / 2, 0.25),
  ]);
  const during = (from: number, to: number) => answers.filter(({ at }) => at >= from && at < to);

  test("those accepted are answered in time", () => {
    expect(p99(during(3_000, 12_000))).toBeLessThan(2 * MOST_WAIT_MS);
    expect(p99(during(2_000, 12_000))).toBeLessThan(50);
  });

  test("nearly as many are answered as ever can be", () => {
    const accepted = during(2_000, 12_000).filter(({ refused }) => !refused);
    // What the refusals take is not there for answers.
    const possible = 10 * SATURATION - (refusals(during(2_000, 12_000)) * REFUSAL_MS) / 0.25;
    expect(accepted.length).toBeGreaterThan(0.95 * possible);
  });

  test("nobody is refused any more soon after it", () => {
    expect(refusals(during(12_500, 20_000))).toBe(0);
  });
});

test("of a storm, those are answered who are in time, and who asks afterwards", () => {
  const storm = Array.from({ length: 1_000 }, () => ({ at: 1_000, takes: 0.25 }));
  const { answers } = serve([...storm, ...steady(1_200, 3_000, 1_000, 0.25)]);
  const accepted = answers.filter(({ at, refused }) => at === 1_000 && !refused);
  expect(accepted.length).toBeGreaterThan(100);
  expect(p99(accepted)).toBeLessThan(50);
  expect(refusals(answers)).toBe(1_000 - accepted.length);
});

test("there is nothing to do while nobody asks", () => {
  // The simulated process ends when nothing is scheduled any more.
  const { endedAt } = serve(steady(0, 1_000, 12_000, 0.25));
  expect(endedAt).toBeLessThan(3_000);
});
