// The shop's standing rules: read in plain words, changed one at a time, tried before they are saved, gone back to.
import { Elysia } from "elysia";
import * as v from "valibot";
import { asSent } from "../http.ts";
import type { Shop } from "../../shop.ts";
import { ask, type Trouble } from "../ask.ts";
import { consolePage, troublePage } from "../frame.tsx";
import { RULES_PATH } from "../paths.ts";
import { findRule, withoutRule } from "./changes.ts";
import { REMOVE_TITLE, removalPage, versionPage, versionTitle } from "./confirming.tsx";
import { actOnForm, formPage } from "./editing.tsx";
import { fieldsOfForm, fieldsOfRule, one } from "./fields.ts";
import { RuleList, Versions } from "./rule-list.tsx";
import { answerTo, GONE, MAX_NOTE, saveRules } from "./saving.tsx";
import { triedOf } from "./trial.ts";
import { rulesVerdict } from "./verdict.ts";
import { ruleName } from "./words.ts";

const anyForm = v.record(v.string(), v.union([v.string(), v.array(v.string())]));
const versionPath = v.object({ version: v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number)) });
const ruleQuery = v.object({ rule: v.optional(v.string(), "") });

/** GET /console/rules, and GET and POST of …/edit, …/remove and …/versions/:version. */
export function rulesRoutes(shop: Shop) {
  const { client } = shop;
  const troubled = (title: string, trouble: Trouble) => troublePage(shop, "Rules", title, trouble);

  return new Elysia({ name: "console-rules" })
    .get(RULES_PATH, ({ query: { done } }) => overview(shop, done), {
      transform: asSent,
      query: v.object({ done: v.optional(v.string()) }),
    })
    .get(
      `${RULES_PATH}/edit`,
      async ({ request, query: { rule: id } }) => {
        const saved = await ask(client.getRules());
        if (!saved.ok) return troubled("A rule", saved.trouble);
        const found = findRule(saved.value.rules, id);
        if (id !== "" && found === undefined) return troubled("Change a rule", GONE);
        const fields = found === undefined ? fieldsOfForm({}) : fieldsOfRule(found);
        const text = "Nothing changes before you save. Say what the rule does, try it, then save it.";
        return formPage(shop, request, {
          form: { fields, id, version: saved.value.version, tried: triedOf({}), note: "" },
          verdict: { tone: "note", text },
        });
      },
      { transform: asSent, query: ruleQuery },
    )
    .post(`${RULES_PATH}/edit`, ({ request, body }) => actOnForm(shop, request, body), { body: anyForm })
    .get(
      `${RULES_PATH}/remove`,
      async ({ query: { rule: id } }) => {
        const saved = await ask(client.getRules());
        if (!saved.ok) return troubled(REMOVE_TITLE, saved.trouble);
        const rule = findRule(saved.value.rules, id);
        return rule === undefined
          ? troubled(REMOVE_TITLE, GONE)
          : removalPage(shop, rule, saved.value.version);
      },
      { transform: asSent, query: ruleQuery },
    )
    .post(
      `${RULES_PATH}/remove`,
      async ({ body }) => {
        const id = one(body, "id");
        const saved = await ask(client.getRules());
        if (!saved.ok) return troubled(REMOVE_TITLE, saved.trouble);
        const rule = findRule(saved.value.rules, id);
        if (rule === undefined) return troubled(REMOVE_TITLE, GONE);
        const note = one(body, "note").trim() || `Removed: ${ruleName(rule)}`.slice(0, MAX_NOTE);
        const rules = withoutRule(saved.value.rules, id);
        const done = await saveRules(shop, rules, Number(one(body, "version")) || 0, note);
        return answerTo(shop, done, REMOVE_TITLE);
      },
      { body: anyForm },
    )
    .get(
      `${RULES_PATH}/versions/:version`,
      async ({ params: { version } }) => {
        const [old, saved] = await Promise.all([
          ask(client.getRulesVersion(version)),
          ask(client.getRules()),
        ]);
        if (!old.ok) return troubled(versionTitle(version), old.trouble);
        if (!saved.ok) return troubled(versionTitle(version), saved.trouble);
        return versionPage(shop, old.value, saved.value.version);
      },
      { params: versionPath },
    )
    .post(
      `${RULES_PATH}/versions/:version`,
      async ({ params: { version }, body }) => {
        const old = await ask(client.getRulesVersion(version));
        if (!old.ok) return troubled(versionTitle(version), old.trouble);
        const expected = Number(one(body, "version")) || 0;
        const done = await saveRules(shop, old.value.rules, expected, one(body, "note"));
        return answerTo(shop, done, versionTitle(version));
      },
      { params: versionPath, body: anyForm },
    );
}

/** All rules and versions; `done` is the version that was saved just now. */
async function overview(shop: Shop, done: string | undefined): Promise<Response> {
  const { client, now } = shop;
  const [saved, versions] = await Promise.all([ask(client.getRules()), ask(client.listRulesVersions())]);
  if (!saved.ok) return troublePage(shop, "Rules", "Rules", saved.trouble);
  const { rules, version } = saved.value;
  const content = (
    <>
      <p class="actions">
        <a class="button" href={`${RULES_PATH}/edit`}>
          Add a rule
        </a>
      </p>
      {rules.length === 0 ? null : <RuleList rules={rules} now={now()} hasActions />}
      {versions.ok && versions.value.versions.length > 0 ? (
        <Versions versions={versions.value.versions} current={version} />
      ) : null}
    </>
  );
  const { tone, text } = rulesVerdict(saved.value, now());
  const words = done === String(version) ? `Saved as version ${version}. ${text}` : text;
  return consolePage(shop, { section: "Rules", title: "Rules", verdict: { tone, text: words }, content });
}
