import type { EventType } from "@aisle/recommender";
import type { ReasonTexts } from "./texts.ts";

const DID: Readonly<Record<EventType, string>> = {
  view: "looked at",
  cart: "put in the cart",
  purchase: "bought",
  rating: "rated",
  click: "clicked on",
  hide: "hid",
};

export const en: ReasonTexts = {
  led: ({ title, did }) => `You might also like it because you ${DID[did]} “${title}”`,
  "similar-to-own": ({ title, did }) => `Similar to “${title}”, which you ${DID[did]}`,
  similar: ({ title }) => `Similar to “${title}”`,
  "also-taken": ({ title }) => `Customers who looked at “${title}” also took this`,
  "bought-together": ({ title }) => `Often bought together with “${title}”`,
  "goes-with-cart": ({ title }) => `Goes with “${title}” in your cart`,
  again: () => "You bought this before",
  popular: () => "Popular with other customers",
  trending: () => "More and more popular these days",
  pinned: () => "Chosen by the shop",
};
