// The switch in the footer that shows and hides what the recommender sees.
import * as v from "valibot";
import { ownPath } from "./own-path.ts";

const BACK_ID = "back";

interface SwitchProps {
  readonly inside: boolean;
  readonly request: Request;
}

export function Switch({ inside, request }: SwitchProps) {
  return (
    <form class="switch" method="post" action="/inside">
      <BackField request={request} />
      <button name="on" value={inside ? "0" : "1"} aria-pressed={inside ? "true" : "false"}>
        {inside ? "Hide what the recommender sees" : "Show what the recommender sees"}
      </button>
    </form>
  );
}

/** Where the switch leads back to; `outOfBand` replaces the one in the page, whose stage changed. */
export function BackField({ request, outOfBand }: { request: Request; outOfBand?: boolean }) {
  const { pathname, search } = new URL(request.url);
  const path = pathname + search;
  return (
    <input
      id={BACK_ID}
      type="hidden"
      name="back"
      value={v.is(ownPath, path) ? path : "/"}
      {...(outOfBand ? { "hx-swap-oob": "true" } : {})}
    />
  );
}
