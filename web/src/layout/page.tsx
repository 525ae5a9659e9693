// Answers with a page: the whole document, or only its stage when htmx changes that in place.
import { isRemembered, shopperCookies } from "../customer/cookies.ts";
import { itemsIn, type Shopper } from "../customer/shopper.ts";
import { BackField, Switch } from "../inside/switch.tsx";
import { ModelBadge, modelPoll } from "../model/model-badge.tsx";
import { ask } from "../platform/ask.ts";
import { html } from "../platform/html.ts";
import { askDepartments, DepartmentLinks } from "../search/departments.tsx";
import { FILTERS_ID } from "../search/filters.tsx";
import type { Shop } from "../shop.ts";
import { viewOf } from "../view/view.ts";
import { CartLink, Header } from "./header.tsx";
import { Notice, NOTICE_ID } from "./notice.tsx";
import { type Stage, STAGE_ID } from "./stage.ts";

interface PageRequest {
  readonly request: Request;
  readonly shopper: Shopper;
  readonly stage: Promise<Stage>;
  /** `Set-Cookie` headers for a shopper who is known already. */
  readonly cookies?: readonly string[];
  /** What the search box holds. */
  readonly query?: string;
}

/** The response to a request for a page. */
export async function page(shop: Shop, asked: PageRequest): Promise<Response> {
  const { request, shopper, stage, query } = asked;
  // A shopper changes by actions. Pages leave their cookies alone, so that a slow page undoes no action.
  const isKnown = isRemembered(request.headers.get("cookie"));
  const cookies = isKnown ? (asked.cookies ?? []) : shopperCookies(shopper);
  if (wantsStageOnly(request)) {
    const { title, content, status } = await stage;
    return html(
      <>
        <title>{titleText(title)}</title>
        {/* A new page is read from its beginning. */}
        <div tabindex={-1} {...(isFiltered(request) ? {} : { autofocus: true })}>
          {content}
        </div>
        <CartLink count={itemsIn(shopper)} outOfBand />
        <BackField request={request} outOfBand />
        <Notice />
      </>,
      { status, cookies },
    );
  }
  const { inside } = viewOf(shop, request);
  const [{ title, content, status }, departments, model] = await Promise.all([
    stage,
    askDepartments(shop),
    inside ? ask(shop.client.model()) : undefined,
  ]);
  return html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false,"defaultTimeout":10000}' />
        <title>{titleText(title)}</title>
        <link rel="icon" href={shop.assets.icon.path} />
        <link rel="stylesheet" href={shop.assets.style.path} />
        <script src={shop.assets.fallback.path} defer></script>
        <script src={shop.assets.htmx.path} defer></script>
      </head>
      <body>
        <a class="skip" href={`#${STAGE_ID}`}>
          Skip to the page
        </a>
        <Header shopper={shopper} query={query ?? ""} />
        <DepartmentLinks labels={departments} />
        <main>
          <div id={NOTICE_ID} role="status"></div>
          <div id={STAGE_ID}>{content}</div>
        </main>
        <footer>
          {model === undefined ? null : (
            <div id="model" {...modelPoll}>
              <ModelBadge model={model} />
            </div>
          )}
          <Switch inside={inside} request={request} />
          <p>Everything you click here is recorded as this shopper’s event, and counts in the next answer.</p>
        </footer>
      </body>
    </html>,
    { status, cookies, document: true },
  );
}

/** Going back in the history asks for the whole document even though htmx does the asking. */
function wantsStageOnly(request: Request): boolean {
  return request.headers.get("hx-request-type") === "partial";
}

/** Whether the page only shows other results than it did. */
function isFiltered(request: Request): boolean {
  return request.headers.get("hx-source") === `form#${FILTERS_ID}`;
}

/** What the browser calls a page of this title. */
export const titleText = (title: string) => `${title} · Aisle`;
