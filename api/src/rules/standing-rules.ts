// Holds the shop's standing rules as the store has them, whoever saved them, and says which hold now.
import type { RulesVersion, Store, StoredRules } from "@aisle/store";
import * as v from "valibot";
import { firstError } from "../platform/issues.ts";
import { type RulesInForce, type Stretch, stretchAt } from "./in-force.ts";
import { Rule } from "./schema.ts";

interface StandingRulesOptions {
  readonly store: Pick<Store, "newestRules">;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** A version as this program understands it. */
export interface ReadRules {
  /** Undefined when none was ever saved. */
  readonly saved: RulesVersion | undefined;
  readonly rules: readonly Rule[];
  /** What a newer program saved and this one does not know: it is not applied. */
  readonly unreadable: readonly string[];
}

const NO_RULES: ReadRules = { saved: undefined, rules: [], unreadable: [] };

export class StandingRules {
  readonly #options: StandingRulesOptions;
  #isRead = false;
  #newest = NO_RULES;
  #stretch: Stretch = stretchAt([], 0);

  constructor(options: StandingRulesOptions) {
    this.#options = options;
  }

  /** Whether they have been read at least once. */
  get isRead(): boolean {
    return this.#isRead;
  }

  get newest(): ReadRules {
    return this.#newest;
  }

  /** 0 when none was ever saved. */
  get version(): number {
    return this.#newest.saved?.version ?? 0;
  }

  /** Those that hold now: the same object until others do. */
  get inForce(): RulesInForce {
    const now = this.#options.clock();
    const { from, until } = this.#stretch;
    if (now < from || now >= until) this.#stretch = stretchAt(this.#newest.rules, now);
    return this.#stretch.inForce;
  }

  /** Takes the newest version over; what is known stays when that fails. Throws `StoreError`. */
  async follow(): Promise<void> {
    const newest = await this.#options.store.newestRules(this.version);
    this.#isRead = true;
    if (newest === undefined || newest.version <= this.version) return;
    this.#newest = readRules(newest);
    this.#stretch = stretchAt(this.#newest.rules, this.#options.clock());
  }
}

export function readRules({ rules: stored, ...saved }: StoredRules): ReadRules {
  const rules: Rule[] = [];
  const unreadable: string[] = [];
  stored.forEach((entry, at) => {
    const parsed = v.safeParse(Rule, entry);
    if (parsed.success) rules.push(parsed.output);
    else
      unreadable.push(
        `Rule ${at + 1} of version ${saved.version} is of another program, and neither shown nor applied; saving these rules drops it: ${firstError(parsed.issues)}`,
      );
  });
  return { saved, rules, unreadable };
}
