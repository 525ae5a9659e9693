// Which of the customers seen last have a product in their list.
import type { ItemShownTo } from "@aisle/client";
import type { Told } from "../ask.ts";
import { timeText } from "../local-time.ts";
import { customerPath } from "../paths.ts";

export function ShownTo({ told }: { told: Told<ItemShownTo> }) {
  return (
    <section aria-labelledby="shown-to">
      <h2 id="shown-to">Who is shown it</h2>
      {told.ok ? <Customers {...told.value} /> : <p class="warning">{told.trouble.text}</p>}
    </section>
  );
}

function Customers({ asked, limit, customers, itemId }: ItemShownTo) {
  return (
    <>
      <p>{sentenceOf(asked, limit, customers.length)}</p>
      <ul class="entries plain" role="list">
        {customers.map(({ customerId, lastEventAt, place, itemId: listed }) => (
          <li class="wordy">
            <span class="entry">
              <a href={customerPath(customerId)}>{customerId}</a>
              <span class="note">
                seen last {timeText(lastEventAt)}
                {listed === itemId ? "" : `; listed as its variant ${listed}`}
              </span>
            </span>
            <span class="move">place {place}</span>
          </li>
        ))}
      </ul>
      <p class="note">Their lists as they are made now, when this page was asked for; none was counted.</p>
    </>
  );
}

function sentenceOf(asked: number, limit: number, shown: number): string {
  if (asked === 0) return "No customer has done anything yet.";
  const who = asked === 1 ? "The one customer" : `Of the ${asked} customers`;
  const list = `among the first ${limit} products of their list`;
  if (asked === 1) return `${who} seen last ${shown === 1 ? "has" : "does not have"} it ${list}.`;
  return shown === 0
    ? `${who} seen last, none has it ${list}.`
    : `${who} seen last, ${shown} ${shown === 1 ? "has" : "have"} it ${list}.`;
}
