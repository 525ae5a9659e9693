// What a visitor reads when the API cannot answer. It asks again by itself until it can.
import type { Trouble } from "../platform/ask.ts";
import { type Stage, STAGE_ID } from "./stage.ts";

const WORDS: Readonly<Record<Trouble, { readonly title: string; readonly advice: string }>> = {
  away: {
    title: "The API is not answering",
    advice: "If you run this shop: is it up? “make demo” starts all of it.",
  },
  "no-model": {
    title: "The first model is still being trained",
    advice: "Recommendations begin as soon as it serves, usually within a minute or two.",
  },
  missing: {
    title: "There is nothing here any more",
    advice: "The product may have left the catalogue.",
  },
  refused: {
    title: "Not understood",
    advice: "Something in the request was not as it should be.",
  },
  failed: {
    title: "Something went wrong",
    advice: "The API could not answer this. Its log says why.",
  },
};

/** HTTP status of a page whose own question was in trouble. */
const STATUS: Readonly<Record<Trouble, number>> = {
  away: 503,
  "no-model": 503,
  missing: 404,
  refused: 400,
  failed: 503,
};

/** Whether the same question may be answered later. */
const passes = (trouble: Trouble): boolean => STATUS[trouble] === 503;

/** Attributes of an element that asks for its replacement every 3 seconds for as long as it is in trouble that passes. */
export function retried(trouble: Trouble, url: string) {
  return passes(trouble) ? { "hx-get": url, "hx-trigger": "every 3s", "hx-swap": "outerHTML" } : {};
}

/** The words, for inside an element that is `retried`. */
export function TroubleWords({ trouble }: { trouble: Trouble }) {
  const { title, advice } = WORDS[trouble];
  return (
    <div class="trouble" role="status">
      <p class="trouble-title">{title}</p>
      <p>{advice}</p>
      {passes(trouble) ? <p class="trouble-retry">This page tries again every few seconds.</p> : null}
    </div>
  );
}

/** A page whose own question failed. `url` is its address, asked again until it works. */
export function stageTrouble(trouble: Trouble, url: string): Stage {
  const again = passes(trouble)
    ? { "hx-get": url, "hx-trigger": "every 3s", "hx-target": `#${STAGE_ID}` }
    : {};
  return {
    title: WORDS[trouble].title,
    content: (
      <section class="stage-trouble" {...again}>
        <TroubleWords trouble={trouble} />
      </section>
    ),
    status: STATUS[trouble],
  };
}
