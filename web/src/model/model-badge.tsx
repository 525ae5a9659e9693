// Which model serves the shop now: a line in the footer that keeps itself up to date.
import type { Model } from "@aisle/client";
import type { Answer } from "../platform/ask.ts";

/** Attributes of the element around the badge: it asks every 5 seconds and says which version it shows. */
export const modelPoll = {
  "hx-get": "/model",
  "hx-trigger": "every 5s",
  "hx-swap": "innerHTML",
  "hx-include": "#model",
};

export function ModelBadge({ model }: { model: Answer<Model> }) {
  if (!model.ok) return <p class="model">No model serves right now.</p>;
  const { version, track, created, items } = model.value;
  return (
    <p class="model">
      <span class="dot" aria-hidden="true" /> Model <b>{version}</b> ({track}) serves{" "}
      {items.toLocaleString("en-US")} products; fitted{" "}
      <time datetime={created}>{created.slice(0, 16).replace("T", " ")}</time> UTC.
      <input type="hidden" name="version" value={version} />
    </p>
  );
}
