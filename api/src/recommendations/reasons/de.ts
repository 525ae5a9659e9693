import type { EventType } from "@aisle/recommender";
import type { ReasonTexts } from "./texts.ts";

/** Behind "weil Sie" and "was Sie": the verb comes last. */
const DID: Readonly<Record<EventType, string>> = {
  view: "angesehen haben",
  cart: "in den Warenkorb gelegt haben",
  purchase: "gekauft haben",
  rating: "bewertet haben",
  click: "angeklickt haben",
  hide: "ausgeblendet haben",
};

export const de: ReasonTexts = {
  led: ({ title, did }) => `Könnte Ihnen gefallen, weil Sie „${title}“ ${DID[did]}`,
  "similar-to-own": ({ title, did }) => `Ähnlich wie „${title}“, was Sie ${DID[did]}`,
  similar: ({ title }) => `Ähnlich wie „${title}“`,
  "also-taken": ({ title }) => `Wer sich „${title}“ ansah, nahm auch dies`,
  "bought-together": ({ title }) => `Wird oft zusammen mit „${title}“ gekauft`,
  "goes-with-cart": ({ title }) => `Passt zu „${title}“ in Ihrem Warenkorb`,
  again: () => "Das haben Sie schon einmal gekauft",
  popular: () => "Bei anderen beliebt",
  trending: () => "Zurzeit immer beliebter",
  pinned: () => "Von uns ausgewählt",
};
