// Choosing as whom to shop: one of the recently active customers, or a stranger.
import type { CustomerSummary } from "@aisle/client";
import { retried, TroubleWords } from "../layout/trouble.tsx";
import { stageLink } from "../layout/stage.ts";
import { type Answer, ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";
import { isVisitor } from "./shopper.ts";

/** More than are shown, because strangers' visits are listed too and left out here. */
const ASKED = 100;

/** Recently active customers, newest activity first. */
export async function askCustomers(shop: Shop): Promise<Answer<CustomerSummary[]>> {
  const answer = await ask(shop.client.listCustomers({ limit: ASKED }));
  if (!answer.ok) return answer;
  return { ok: true, value: answer.value.customers.filter(({ customerId }) => !isVisitor(customerId)) };
}

interface ChooserProps {
  readonly customers: Answer<readonly CustomerSummary[]>;
  /** The customer who shops now; absent for a stranger. */
  readonly chosen: string | undefined;
  /** How many customers are offered. */
  readonly limit: number;
}

/** Choosing is an ordinary form: the whole page changes with the shopper. */
export function Chooser({ customers, chosen, limit }: ChooserProps) {
  return (
    <section
      class="chooser"
      aria-labelledby="chooser-title"
      {...(customers.ok ? {} : retried(customers.trouble, `/chooser?limit=${limit}`))}
    >
      <h2 id="chooser-title">Shop as…</h2>
      <p class="note">A customer’s history decides their row. A stranger’s is what they do in this visit.</p>
      <form method="post" action="/customer">
        <button
          class="chip"
          name="customerId"
          value=""
          aria-pressed={chosen === undefined ? "true" : "false"}
        >
          <b>A stranger</b> <span>nothing known</span>
        </button>
        {customers.ok
          ? customers.value.slice(0, limit).map(({ customerId, events }) => (
              <button
                class="chip"
                name="customerId"
                value={customerId}
                aria-pressed={customerId === chosen ? "true" : "false"}
              >
                <b>{customerId}</b> <span>{events === 1 ? "1 event" : `${events} events`}</span>
              </button>
            ))
          : null}
        {customers.ok && customers.value.length > limit ? (
          <a class="more" {...stageLink("/customers")}>
            More customers
          </a>
        ) : null}
      </form>
      {customers.ok ? null : <TroubleWords trouble={customers.trouble} />}
    </section>
  );
}
