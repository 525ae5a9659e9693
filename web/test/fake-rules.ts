// The rules of the stand-in for the API: kept in memory, with versions; pins and what is left out are all that a preview applies.
import type { NewRules, Rule, RulesToTry, RulesVersion } from "@aisle/client";

export interface FakeRules {
  /** Oldest first; version 1 is the first. */
  readonly versions: RulesVersion[];
  /** Every question for a preview, oldest first. */
  readonly tried: RulesToTry[];
  /** What GET says of the rules. */
  warnings: string[];
  save(rules: readonly Rule[], savedBy: string, note?: string): void;
  /** The answer to a request below /v1/rules. */
  answer(route: string, body: unknown): Response;
}

const SAVED_AT = "2026-11-27T09:30:00.000Z";

/** `list` makes a list by the rules. */
export function fakeRules(
  list: (rules: readonly Rule[], question: RulesToTry["question"]) => unknown,
): FakeRules {
  const versions: RulesVersion[] = [];
  const rules: FakeRules = {
    versions,
    tried: [],
    warnings: [],
    save(saved, savedBy, note) {
      const version = versions.length + 1;
      const more = note === undefined ? {} : { note };
      versions.push({ version, count: saved.length, savedBy, savedAt: SAVED_AT, rules: saved, ...more });
    },
    answer(route, body) {
      if (route === "GET /v1/rules") return Response.json(current());
      if (route === "GET /v1/rules/versions") {
        return Response.json({ versions: versions.toReversed() });
      }
      if (route === "PUT /v1/rules") return put(body as NewRules);
      if (route === "POST /v1/rules/preview") return preview(body as RulesToTry);
      const found = versions[Number(route.split("/").at(-1)) - 1];
      return found === undefined
        ? refusal("unknown-version", 404, "There is no such version of the rules.")
        : Response.json(found);
    },
  };
  const current = () => ({ version: 0, rules: [], ...versions.at(-1), warnings: rules.warnings });

  function put({ rules: sent, expectedVersion, note }: NewRules): Response {
    if (expectedVersion !== versions.length)
      return refusal("rules-changed", 409, "Somebody saved others meanwhile.");
    const wrong = invalid(sent);
    if (wrong !== undefined) return wrong;
    rules.save(sent, "console", note);
    return Response.json(current());
  }

  function preview(asked: RulesToTry): Response {
    rules.tried.push(asked);
    const wrong = invalid(asked.rules);
    if (wrong !== undefined) return wrong;
    return Response.json({
      version: versions.length,
      saved: list(current().rules, asked.question),
      proposed: list(asked.rules, asked.question),
      warnings: rules.warnings,
    });
  }
  return rules;
}

/** The API refuses more than this; here it stands for all that it refuses. */
const MAX_DIVERSITY = 1;

function invalid(rules: readonly Rule[]): Response | undefined {
  const at = rules.findIndex(({ diversity = 0 }) => diversity > MAX_DIVERSITY);
  const errors = [{ path: `rules.${at}.diversity`, message: "Expected at most 1" }];
  return at === -1 ? undefined : refusal("invalid-request", 400, "Not valid.", { errors });
}

const refusal = (kind: string, status: number, detail: string, more = {}): Response =>
  Response.json(
    { type: `urn:aisle:problem:${kind}`, title: "Refused", status, detail, ...more },
    { status, headers: { "content-type": "application/problem+json" } },
  );
