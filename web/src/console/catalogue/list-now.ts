// A list as it is made now. A preview makes it, so that looking at it counts as no impression.
import type { Client, PreviewedList, PreviewQuestion } from "@aisle/client";
import { ask, type Told } from "../ask.ts";

export async function listNow(
  client: Pick<Client, "previewRules">,
  question: PreviewQuestion,
): Promise<Told<PreviewedList>> {
  const preview = await ask(client.previewRules({ rules: [], question }));
  return preview.ok ? { ok: true, value: preview.value.saved } : preview;
}
