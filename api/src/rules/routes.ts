// The shop's standing rules: read, saved, gone back to, and tried before they are saved.
import { Elysia } from "elysia";
import type { Guard } from "../keys/guard.ts";
import { workOfList } from "../keys/work.ts";
import type { TakesBodies } from "../platform/body.ts";
import { checked, documented } from "../platform/validate.ts";
import { DEFAULT_LIMIT } from "../recommendations/schema.ts";
import {
  Preview,
  PreviewBody,
  RulesBody,
  RulesVersion,
  RulesVersionPath,
  RulesVersions,
  SavedRules,
} from "./schema.ts";
import {
  currentRules,
  preview,
  questionOf,
  type RulesServices,
  rulesVersion,
  saveRules,
  toldOf,
} from "./service.ts";

const tags = ["Rules"];

export function rulesRoutes(
  services: RulesServices & TakesBodies & { readonly guard: Pick<Guard, "charge" | "callerOf"> },
) {
  const { store, guard, bodies } = services;
  return new Elysia({ name: "rules" })
    .get("/v1/rules", () => currentRules(services), {
      response: { 200: documented(SavedRules) },
      detail: {
        tags,
        summary: "The shop's standing rules",
        description:
          "What the shop asks of every list, beside what a request says. `version` is 0 before the first were saved.",
        operationId: "getRules",
      },
    })
    .put("/v1/rules", ({ body, request }) => saveRules(services, body, guard.callerOf(request)), {
      parse: bodies.json,
      body: checked(RulesBody),
      response: { 200: documented(SavedRules) },
      detail: {
        tags,
        summary: "Replace the shop's standing rules",
        description:
          "They count in the next list of this process, and within a second in those of every other. A request's own rules " +
          "come on top: its pins are first, boosts multiply, its filter narrows further, and its diversity replaces that of " +
          "the rules. Each save is a version of its own; the newest 100 are kept.",
        operationId: "saveRules",
      },
    })
    .get("/v1/rules/versions", async () => ({ versions: (await store.listRulesVersions()).map(toldOf) }), {
      response: { 200: documented(RulesVersions) },
      detail: {
        tags,
        summary: "Versions of the rules that are kept, newest first",
        operationId: "listRulesVersions",
      },
    })
    .get("/v1/rules/versions/:version", ({ params: { version } }) => rulesVersion(services, version), {
      params: checked(RulesVersionPath),
      response: { 200: documented(RulesVersion) },
      detail: {
        tags,
        summary: "One version of the rules",
        description: "To go back to it, save its rules with `PUT /v1/rules`.",
        operationId: "getRulesVersion",
      },
    })
    .post(
      "/v1/rules/preview",
      ({ body: { question, ...rest }, request }) => {
        const { limit = DEFAULT_LIMIT, diversity = 0 } = question;
        guard.charge(request, 2 * workOfList(limit, diversity) + 1);
        return preview(services, { ...rest, question: questionOf(question) });
      },
      {
        parse: bodies.json,
        body: checked(PreviewBody),
        response: { 200: documented(Preview) },
        detail: {
          tags,
          summary: "A list by the saved rules and by proposed ones",
          description: "Nothing is saved, and neither list counts as one that was shown.",
          operationId: "previewRules",
        },
      },
    );
}
