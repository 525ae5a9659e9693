// Tells when the process has more to do than it can, and which requests have then waited too long to be begun.

/** Pause between two looks at how long a turn takes, while there are requests. */
const PAUSE_MS = 5;
/** A queue that stands for so long is overload and no burst. */
const INTERVAL_MS = 50;
/** How long there is no such patience after an overload: its next wave fills no queue again. */
const STRICT_MS = 1_000;
/** One costly request makes one turn long, and only a queue makes several. */
const LEAST_TURNS = 2;
/** In units of `mostWaitMs`: a turn of so much work is no burst that is soon worked off. */
const BURST = 2;
/** Fewer requests in a turn are no storm, however long they take: the process may just have started. */
const LEAST_OF_A_STORM = 64;
/** A part of `mostWaitMs`: a turn that takes less, while requests are refused, means that the overload is over. */
const CALM = 1 / 2;

interface AdmissionOptions {
  /** Milliseconds that a request may have waited to be accepted in an overload. */
  readonly mostWaitMs: number;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
  /** Runs a task after so many milliseconds, as `setTimeout`. */
  readonly after: (milliseconds: number, task: () => void) => void;
  /** Runs a task between two turns of reading sockets, as `setImmediate`. */
  readonly nextTurn: (task: () => void) => void;
}

/**
 * What arrives while the process is busy waits in the kernel, and nothing there says since when. But the process reads
 * its sockets in turns: a turn takes as long as somebody waits who arrives when it begins. So this looks at a turn
 * now and then. As in CoDel (RFC 8289), what counts is not that one is long, but that none is short for a while. Then
 * it looks at every turn, and each request is refused that may have waited too long: it arrived after the turn before
 * this one began.
 *
 * That takes as long as to find out, so a turn that has already answered more than a burst's worth is an overload at once.
 *
 * It needs no rate that somebody sets, and costs a request nothing but a look at the clock.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #isLooking = false;
  #wasAsked = false;
  /** Begin of the turn before this one, and of this one. */
  #turnBefore = 0;
  #turn = 0;
  /** Turns one after the other that were long, and when the first began. */
  #long = 0;
  #longSince = 0;
  #overloadedUntil = 0;
  /** Whether this turn has read a request; when it read the first and the last; the longest time between two. */
  #hasRead = false;
  #firstRead = 0;
  #lastRead = 0;
  #longestPause = 0;
  /** Requests read in this turn, and in the one before. */
  #readSoFar = 0;
  #readBefore = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Whether the request that was just read is to be refused, which may have waited `patience` times as long as most. */
  refuses(patience = 1): boolean {
    this.#wasAsked = true;
    if (!this.#isLooking) this.#lookLater();
    const now = this.#options.now();
    this.#read(now);
    if (this.#long === 0 && this.#overloadedUntil === 0 && !this.#isMoreThanABurst(now)) return false;
    // In the middle of the turn: one that is long enough to be an overload's need not be worked off first.
    this.#judge(now);
    return this.#overloadedUntil > 0 && this.#waited(now) > patience * this.#options.mostWaitMs;
  }

  /** How long the request that was just read may have waited. */
  #waited(now: number): number {
    const isCrowded = Math.max(this.#readSoFar, this.#readBefore) >= LEAST_OF_A_STORM;
    if (isCrowded) return now - this.#turnBefore;
    // So few are callers who ask again when they are answered: each has waited for one turn, as good as never for two.
    return Math.max(now - this.#turn, this.#turn - this.#turnBefore);
  }

  #read(now: number): void {
    if (this.#hasRead) {
      this.#longestPause = Math.max(this.#longestPause, now - this.#lastRead);
    } else {
      this.#hasRead = true;
      this.#firstRead = now;
      this.#longestPause = 0;
      this.#readBefore = this.#readSoFar;
      this.#readSoFar = 0;
      this.#options.nextTurn(this.#nothingRead);
    }
    this.#lastRead = now;
    this.#readSoFar++;
  }

  readonly #nothingRead = (): void => {
    this.#hasRead = false;
  };

  /** Whether the requests before this one in its turn took too long, the costliest of them aside; then that is an overload. */
  #isMoreThanABurst(now: number): boolean {
    if (this.#readSoFar < LEAST_OF_A_STORM) return false;
    if (now - this.#firstRead - this.#longestPause <= BURST * this.#options.mostWaitMs) return false;
    this.#overloadedUntil = now + STRICT_MS;
    this.#turnBefore = this.#firstRead;
    this.#turn = this.#firstRead;
    return true;
  }

  #lookLater(): void {
    this.#isLooking = true;
    this.#wasAsked = false;
    // A timer runs in the middle of a turn.
    this.#options.after(PAUSE_MS, () => this.#options.nextTurn(this.#begin));
  }

  readonly #begin = (): void => {
    this.#startTurn(this.#options.now());
    this.#options.nextTurn(this.#end);
  };

  readonly #end = (): void => {
    const now = this.#options.now();
    this.#judge(now);
    if (!this.#isLong(now)) this.#long = 0;
    else if (this.#long++ === 0) this.#longSince = this.#turn;
    if (now >= this.#overloadedUntil) this.#overloadedUntil = 0;
    this.#startTurn(now);
    if (this.#long > 0) this.#options.nextTurn(this.#end);
    else if (this.#wasAsked || this.#overloadedUntil > 0) this.#lookLater();
    else this.#isLooking = false;
  };

  #startTurn(now: number): void {
    this.#turnBefore = this.#turn;
    this.#turn = now;
  }

  #isLong(now: number): boolean {
    const isStrict = this.#overloadedUntil > 0;
    return now - this.#turn > (isStrict ? CALM : 1) * this.#options.mostWaitMs;
  }

  /** Whether the turn that has come to `now` is an overload's, after those before it. */
  #judge(now: number): void {
    if (this.#long < LEAST_TURNS - 1 || !this.#isLong(now)) return;
    if (this.#overloadedUntil > 0 || now - this.#longSince >= INTERVAL_MS)
      this.#overloadedUntil = now + STRICT_MS;
  }
}
