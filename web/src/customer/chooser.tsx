// Choosing as whom to shop: one of the recently active customers, or a stranger.
import { retried, TroubleWords } from "../layout/trouble.tsx";
import { stageLink } from "../layout/stage.ts";
import { facePath } from "../pictures/picture.ts";
import type { Answer } from "../platform/ask.ts";
import { plural } from "../view/plural.ts";
import { faceOf } from "./face.ts";
import type { Person } from "./people.ts";

export const historyPath = (customerId: string): string => `/customers/${encodeURIComponent(customerId)}`;

/** As many are on the page of their own, of which this is all. */
export const MAX_LISTED = 60;

interface ChooserProps {
  readonly people: Answer<{ readonly people: readonly Person[]; readonly more: number }>;
  /** The customer who shops now; absent for a stranger. */
  readonly chosen: string | undefined;
  /** How many customers are offered. */
  readonly limit: number;
}

/** Choosing is an ordinary form: the whole page changes with the shopper. */
export function Chooser({ people, chosen, limit }: ChooserProps) {
  // Whoever shops now comes first, where a phone shows them.
  const isChosen = ({ customerId }: Person) => customerId === chosen;
  const shown = people.ok
    ? [...people.value.people.filter(isChosen), ...people.value.people.filter((one) => !isChosen(one))]
    : [];
  const first = shown[0] !== undefined && isChosen(shown[0]) ? 1 : 0;
  const isAll = limit === MAX_LISTED;
  const Heading = isAll ? "h1" : "h2";
  return (
    <section
      class={isAll ? "chooser all" : "chooser"}
      aria-labelledby="chooser-title"
      {...(people.ok ? {} : retried(people.trouble, `/chooser?limit=${limit}`))}
    >
      <Heading id="chooser-title">Who is shopping?</Heading>
      {people.ok && people.value.more > 0 && !isAll ? (
        <a class="more" {...stageLink("/customers")}>
          More customers
        </a>
      ) : null}
      <form method="post" action="/customer">
        <ul class="people" role="list">
          {shown.slice(0, first).map((person) => (
            <Choice person={person} chosen={chosen} />
          ))}
          <li class="person">
            <button
              class="chip"
              name="customerId"
              value=""
              aria-pressed={chosen === undefined ? "true" : "false"}
            >
              <span class="stranger" aria-hidden="true">
                ?
              </span>
              <b>A stranger</b> <span class="like">Known only by what they do in this visit.</span>
            </button>
          </li>
          {shown.slice(first).map((person) => (
            <Choice person={person} chosen={chosen} />
          ))}
        </ul>
      </form>
      {people.ok ? null : <TroubleWords trouble={people.trouble} />}
    </section>
  );
}

function Choice({ person, chosen }: { person: Person; chosen: string | undefined }) {
  const { customerId, events, sentence } = person;
  const { name, face } = faceOf(customerId);
  return (
    <li class="person">
      <button
        class="chip"
        name="customerId"
        value={customerId}
        aria-pressed={customerId === chosen ? "true" : "false"}
      >
        <img src={facePath(face)} alt="" width="48" height="48" loading="lazy" />
        <b>{name}</b> <span class="like">{sentence ?? `${events} ${plural(events, "event")}`}</span>
      </button>
      <a class="history-link" {...stageLink(historyPath(customerId))} aria-label={`History of ${name}`}>
        History
      </a>
    </li>
  );
}
