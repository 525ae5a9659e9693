// Changes one rule: its form as it was sent, tried on a list or saved.
import type { RulesPreview } from "@aisle/client";
import type { Shop } from "../../shop.ts";
import { viewOf } from "../../view/view.ts";
import { ask } from "../ask.ts";
import { consolePage, type Verdict } from "../frame.tsx";
import { findRule, withRule } from "./changes.ts";
import { fieldsOfForm, type Form, one, ruleOf } from "./fields.ts";
import { Preview } from "./preview.tsx";
import { refusalText } from "./refusal.ts";
import { RuleForm, type RuleFormProps } from "./rule-form.tsx";
import { changedText, saveRules, toSaved } from "./saving.tsx";
import { questionOf, triedOf } from "./trial.ts";

interface FormPage {
  readonly form: RuleFormProps;
  readonly verdict: Verdict;
  readonly preview?: RulesPreview;
  readonly status?: number;
}

export function formPage(shop: Shop, request: Request, { form, verdict, preview, status = 200 }: FormPage) {
  return consolePage(shop, {
    section: "Rules",
    title: form.id === "" ? "A new rule" : "Change a rule",
    verdict,
    status,
    content: (
      <>
        {preview ? <Preview preview={preview} view={viewOf(shop, request)} /> : null}
        <RuleForm {...form} />
      </>
    ),
  });
}

export async function actOnForm(shop: Shop, request: Request, sent: Form): Promise<Response> {
  const fields = fieldsOfForm(sent);
  const tried = triedOf(sent);
  const [id, note] = [one(sent, "id"), one(sent, "note")];
  const form = { fields, id, tried, note, version: Number(one(sent, "version")) || 0 };
  const failed: Failed = (text, status, more = {}) =>
    formPage(shop, request, { form: { ...form, ...more }, verdict: { tone: "failed", text }, status });

  const saved = await ask(shop.client.getRules());
  if (!saved.ok) return failed(saved.trouble.text, saved.trouble.status);
  const { rule, errors } = ruleOf(fields);
  const { question, at, errors: triedErrors } = questionOf(tried, rule);
  const isTrial = one(sent, "action") === "try";
  const wrong = [...errors, ...(isTrial ? triedErrors : [])];
  if (wrong.length > 0) return failed(wrong.join(" "), 400);

  const rules = withRule(saved.value.rules, id, rule);
  if (isTrial) {
    const preview = await ask(shop.client.previewRules({ rules, question, ...(at !== undefined && { at }) }));
    if (!preview.ok) return failed(refusalText(preview.trouble), preview.trouble.status);
    const text = "Nothing is saved yet. Compare the two lists, then save the rule below.";
    return formPage(shop, request, { form, verdict: { tone: "note", text }, preview: preview.value });
  }
  if (form.version !== saved.value.version) return conflict(shop, id, failed);
  const done = await saveRules(shop, rules, form.version, note);
  if (done.ok) return toSaved(done.value);
  if (done.trouble.kind === "changed") return conflict(shop, id, failed);
  return failed(refusalText(done.trouble), done.trouble.status);
}

type Failed = (text: string, status: number, more?: Partial<RuleFormProps>) => Promise<Response>;

/** The form of a change to a version that is no longer the newest, ready to be saved on top of the newest. */
async function conflict({ client }: Shop, id: string, failed: Failed): Promise<Response> {
  const newest = await ask(client.getRules());
  if (!newest.ok) return failed(newest.trouble.text, newest.trouble.status);
  const isThere = id === "" || findRule(newest.value.rules, id) !== undefined;
  const advice = isThere
    ? "Yours is below; save again to put it on top of theirs."
    : "They changed or removed the rule that you changed; save again to add yours as a new one.";
  return failed(`${changedText(newest.value)} ${advice}`, 409, {
    version: newest.value.version,
    id: isThere ? id : "",
  });
}
