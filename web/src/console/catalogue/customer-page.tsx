// A customer: what is known of them, the list that they get now, and their rights to a copy and to be forgotten.
import type { Customer, CustomerErasure, Item } from "@aisle/client";
import { askItems } from "../../customer/people.ts";
import { itemName } from "../../layout/item-text.ts";
import type { Shop } from "../../shop.ts";
import { plural } from "../../view/plural.ts";
import { viewOf } from "../../view/view.ts";
import { ask } from "../ask.ts";
import { consolePage, troublePage } from "../frame.tsx";
import { timeText } from "../local-time.ts";
import { CATALOGUE_PATH, customerPath, itemPath } from "../paths.ts";
import { orOlder } from "./older-api.ts";
import { ScoredList } from "./scored-list.tsx";
import { Steps } from "./steps/steps.tsx";

const SECTION = "Catalogue and customers";
const MAX_EVENTS = 50;
/** Events that are not folded away. */
const SHOWN_EVENTS = 12;
const LIMIT = 10;

export async function customerPage(shop: Shop, request: Request, customerId: string): Promise<Response> {
  const { client } = shop;
  const title = `Customer ${customerId}`;
  const [known, explained] = await Promise.all([
    ask(client.getCustomer(customerId, { limit: MAX_EVENTS })),
    ask(client.explain({ customerId, limit: LIMIT, includeItems: true })),
  ]);
  if (!known.ok && known.trouble.kind !== "missing") return troublePage(shop, SECTION, title, known.trouble);
  const customer: Customer = known.ok ? known.value : { customerId, history: [] };
  const { history, attributes = {} } = customer;
  const list = orOlder(explained, "how a list comes about");
  const items = await askItems(shop, history, { includeHidden: true });
  const isKnown = history.length > 0 || Object.keys(attributes).length > 0;
  return consolePage(shop, {
    section: SECTION,
    title,
    status: known.ok ? 200 : known.trouble.status,
    verdict: isKnown
      ? { tone: "well", text: knownText(history.length, list.ok && list.value.strategy === "personalised") }
      : { tone: "note", text: "Nothing is stored of this customer. They get the list of a stranger." },
    content: (
      <>
        {isKnown ? (
          <p class="actions">
            <a href={`${customerPath(customerId)}/export`}>Download all that is stored</a>
            <a href={`${customerPath(customerId)}/erase`}>Erase</a>
          </p>
        ) : null}
        {Object.keys(attributes).length === 0 ? null : (
          <section aria-labelledby="attributes">
            <h2 id="attributes">Attributes</h2>
            <dl class="facts-list">
              {Object.entries(attributes).map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </>
              ))}
            </dl>
          </section>
        )}
        <div class="columns">
          <ScoredList id="list" title="The list now" list={list} view={viewOf(shop, request)} />
          <History customer={customer} items={items} />
        </div>
        {list.ok ? <Steps explanation={list.value} /> : null}
      </>
    ),
  });
}

const knownText = (events: number, isPersonal: boolean): string => {
  const known = `${events} ${plural(events, "event")} ${events === 1 ? "is" : "are"} known`;
  const many = events === MAX_EVENTS ? `The newest ${events} events are below` : known;
  return isPersonal
    ? `${many}, and the list is made from ${events === 1 ? "it" : "them"}.`
    : `${many}, but none that a list can be made from: they get what is popular.`;
};

function History({ customer, items }: { customer: Customer; items: ReadonlyMap<string, Item> }) {
  const { history } = customer;
  return (
    <section aria-labelledby="history">
      <h2 id="history">What they did, newest first</h2>
      {history.length === 0 ? <p>No events.</p> : null}
      <Acts history={history.slice(0, SHOWN_EVENTS)} items={items} />
      {history.length > SHOWN_EVENTS ? (
        <details class="folded">
          <summary>{history.length - SHOWN_EVENTS} older ones</summary>
          <Acts history={history.slice(SHOWN_EVENTS)} items={items} />
        </details>
      ) : null}
    </section>
  );
}

const Acts = ({ history, items }: Pick<Customer, "history"> & { items: ReadonlyMap<string, Item> }) => (
  <ol class="acts-list" role="list">
    {history.map(({ itemId, type, occurredAt }) => (
      <li>
        <span class={`act-type act-${type}`}>{type}</span>
        <span class="entry">
          <a href={itemPath(itemId)}>{itemName(items.get(itemId) ?? { itemId })}</a>
          <time class="note" datetime={occurredAt}>
            {timeText(occurredAt)}
          </time>
        </span>
      </li>
    ))}
  </ol>
);

/** Asks before anything is erased; `isMissed`: the box was not ticked. */
export function erasurePage(shop: Shop, customerId: string, isMissed = false): Promise<Response> {
  const text = isMissed
    ? "Tick the box to say that you mean it. Nothing was erased."
    : "Events and attributes of this customer go for good, and the next training does without them.";
  return consolePage(shop, {
    section: SECTION,
    title: `Erase customer ${customerId}?`,
    status: isMissed ? 400 : 200,
    verdict: { tone: isMissed ? "failed" : "note", text },
    content: (
      <form method="post" action={`${customerPath(customerId)}/erase`} class="rule-form">
        <label class="tick">
          <input type="checkbox" name="confirm" value="yes" required /> Erase everything that is stored of{" "}
          {customerId}
        </label>
        <div class="actions">
          <button class="danger">Erase</button>
          <a href={customerPath(customerId)}>Keep</a>
        </div>
      </form>
    ),
  });
}

export function erasedPage(shop: Shop, { customerId, erased }: CustomerErasure): Promise<Response> {
  return consolePage(shop, {
    section: SECTION,
    title: `Customer ${customerId}`,
    verdict: {
      tone: "note",
      text: `Erased: ${erased} ${plural(erased, "event")} and all attributes.`,
    },
    content: (
      <p class="actions">
        <a href={CATALOGUE_PATH}>Back to catalogue and customers</a>
      </p>
    ),
  });
}
