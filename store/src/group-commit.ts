// Lets concurrent writers share one commit: a durable commit costs a disk flush, whatever it carries.

export interface GroupCommit<Row, Result> {
  /** Resolves to one result per row, in order, once they are committed. */
  add(rows: readonly Row[]): Promise<Result[]>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface Call<Row, Result> {
  readonly rows: readonly Row[];
  readonly settle: PromiseWithResolvers<Result[]>;
}

/** A group takes no further call past this many rows, so that one commit does not hold up the process for long. */
const ROWS_PER_GROUP = 5_000;

/**
 * `commit` writes rows in one transaction and returns one result per row. When it fails because of the rows
 * themselves (`isRowFault`), each call of the group is committed alone, so that only the faulty one fails.
 */
export function createGroupCommit<Row, Result>(
  commit: (rows: readonly Row[]) => Promise<Result[]>,
  isRowFault: (error: unknown) => boolean,
): GroupCommit<Row, Result> {
  const waiting: Call<Row, Result>[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Requests that arrived while the last commit blocked the process get their turn to join this one.
      await new Promise(setImmediate);
      await commitGroup(takeGroup());
    }
    running = undefined;
  }

  function takeGroup(): Call<Row, Result>[] {
    let end = 0;
    let rows = 0;
    do {
      rows += waiting[end]?.rows.length ?? 0;
      end++;
    } while (end < waiting.length && rows + (waiting[end]?.rows.length ?? 0) <= ROWS_PER_GROUP);
    return waiting.splice(0, end);
  }

  async function commitGroup(group: readonly Call<Row, Result>[]): Promise<void> {
    try {
      const results = await commit(group.flatMap((call) => call.rows));
      let from = 0;
      for (const { rows, settle } of group) settle.resolve(results.slice(from, (from += rows.length)));
    } catch (error) {
      if (group.length > 1 && isRowFault(error)) {
        for (const call of group) await commitGroup([call]);
      } else {
        for (const { settle } of group) settle.reject(error);
      }
    }
  }

  return {
    add(rows) {
      if (rows.length === 0) return Promise.resolve([]);
      const settle = Promise.withResolvers<Result[]>();
      waiting.push({ rows, settle });
      running ??= run();
      return settle.promise;
    },
    async idle() {
      await running;
    },
  };
}
