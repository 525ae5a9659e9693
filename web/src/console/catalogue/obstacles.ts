// Whether lists may show a product, and why not: each thing that could stand against it, in a sentence.
import type { Item, ItemNeighbours } from "@aisle/client";
import { plural } from "../../view/plural.ts";
import type { Verdict } from "../frame.tsx";
import { listsText, stateOf, whenText } from "../rules/words.ts";

export interface Check {
  readonly about: string;
  /** Whether it stands against the product. */
  readonly isObstacle: boolean;
  readonly text: string;
}

/** `item` is undefined once it was removed. */
export function checksOf(item: Item | undefined, known: ItemNeighbours, now: number): readonly Check[] {
  if (item === undefined || known.removed)
    return [
      { about: "Catalogue", isObstacle: true, text: "It was removed from the catalogue: no list shows it." },
    ];
  return [
    {
      about: "Catalogue",
      isObstacle: item.hidden === true,
      text:
        item.hidden === true ? "It is hidden: set “hidden” to false to sell it again." : "It is not hidden.",
    },
    { about: "Stock", isObstacle: item.stock === 0, text: stockSentence(item.stock) },
    ...rulesChecks(known, now),
    edgesCheck(known),
    { about: "Model", isObstacle: false, text: modelSentence(known) },
  ];
}

export function verdictOf(checks: readonly Check[]): Verdict {
  const obstacles = checks.filter(({ isObstacle }) => isObstacle);
  return obstacles.length === 0
    ? { tone: "well", text: "Lists may show this product: nothing stands against it." }
    : { tone: "act", text: obstacles.map(({ text }) => text).join(" ") };
}

function stockSentence(stock: number | undefined): string {
  if (stock === undefined) return "Its stock is not tracked: it counts as in stock.";
  if (stock === 0)
    return "It is sold out: lists leave it out, unless a request asks for what is sold out, too.";
  return `${stock.toLocaleString("en")} in stock.`;
}

function rulesChecks({ rules: { hiding } }: ItemNeighbours, now: number): Check[] {
  if (hiding.length === 0) return [{ about: "Rules", isObstacle: false, text: "No standing rule hides it." }];
  return hiding.map((rule) => {
    const name = rule.name === undefined ? `Rule ${rule.at + 1}` : `The rule “${rule.name}”`;
    const verb = stateOf(rule, now) === "in force" ? "hides" : "will hide";
    const where = listsText(rule).replace(/^I/, "i");
    return { about: "Rules", isObstacle: true, text: `${name} ${verb} it (${where}, ${whenText(rule)}).` };
  });
}

function edgesCheck({ neighbours: { transitions, cooccurrence, content } }: ItemNeighbours): Check {
  const [behaviour, alike] = [Math.max(transitions.from.count, cooccurrence.from.count), content.from.count];
  if (behaviour + alike === 0)
    return {
      about: "Neighbours",
      isObstacle: true,
      text: "No product leads to it: only lists that are filled up with popular products can show it. Give it a title, a category and attributes, and train again.",
    };
  const by = (count: number, how: string) => `${count} ${plural(count, "product")} ${how}`;
  return {
    about: "Neighbours",
    isObstacle: false,
    text: `${by(behaviour, behaviour === 1 ? "leads to it by what customers did" : "lead to it by what customers did")}, ${by(alike, "by being alike")}.`,
  };
}

function modelSentence({ fitted, events, popularity, knownAs, itemId, model }: ItemNeighbours): string {
  if (!fitted)
    return `It came after model ${model.version} was fitted: until the next training, only its content links it with others.`;
  const product = knownAs.itemId === itemId ? "it" : "its product";
  if (events === 0) return `Model ${model.version} knows ${product}, but saw nobody do anything with it.`;
  return `Model ${model.version} was fitted on ${events.toLocaleString("en")} ${plural(events, "event")} with ${product}; its popularity is ${popularity.toFixed(2)} of 1.`;
}
