// The frame of every page of the console: navigation, and a sentence that says whether all is well and what to do if not.
// It needs no script.
import { html, type Markup } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import type { Trouble } from "./ask.ts";
import { CATALOGUE_PATH, DATA_PATH, MODELS_PATH, OVERVIEW_PATH, RULES_PATH, SIGN_OUT_PATH } from "./paths.ts";

const SECTIONS = [
  ["Overview", OVERVIEW_PATH],
  ["Models", MODELS_PATH],
  ["Data", DATA_PATH],
  ["Catalogue and customers", CATALOGUE_PATH],
  ["Rules", RULES_PATH],
] as const;

export type Section = (typeof SECTIONS)[number][0];

export interface Verdict {
  /** `act`: somebody should do something; `failed`: what was asked could not be done; `note`: says what a form is for. */
  readonly tone: "well" | "act" | "failed" | "note";
  readonly text: string;
}

interface ConsolePage {
  /** undefined: a page before all of them. */
  readonly section: Section | undefined;
  readonly title: string;
  readonly verdict: Verdict;
  /** Absent when there is nothing to show but the verdict. */
  readonly content?: Markup;
  /** HTTP status; absent means 200. */
  readonly status?: number;
  /**
   * Seconds after which the page loads itself again where there are no scripts; with scripts, its content asks for a newer
   * one. Absent: never.
   */
  readonly refresh?: number;
}

const SIGN = { well: "All is well.", act: "Look here.", failed: "Not done.", note: "" } as const;

type Framed = Pick<Shop, "assets" | "consoleAsksForKey">;

export function consolePage({ assets, consoleAsksForKey }: Framed, page: ConsolePage): Promise<Response> {
  const { section, title, verdict, content, status, refresh } = page;
  return html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {refresh === undefined ? null : (
          <>
            <noscript>
              <meta http-equiv="refresh" content={String(refresh)} />
            </noscript>
            <meta name="htmx-config" content='{"includeIndicatorCSS":false,"defaultTimeout":10000}' />
            <script src={assets.htmx.path} defer></script>
          </>
        )}
        <title>{title} · Console · Aisle</title>
        <link rel="icon" href={assets.icon.path} />
        <link rel="stylesheet" href={assets.style.path} />
        <link rel="stylesheet" href={assets.consoleStyle.path} />
      </head>
      <body class="console">
        <a class="skip" href="#content">
          Skip to the page
        </a>
        <header class="bar">
          <a class="logo" href={OVERVIEW_PATH}>
            Aisle
          </a>
          <span class="place">Console</span>
          {section === undefined ? null : (
            <nav aria-label="Console">
              {SECTIONS.map(([name, path]) => (
                <a href={path} {...(name === section ? { "aria-current": "page" } : {})}>
                  {name}
                </a>
              ))}
            </nav>
          )}
          <a class="out-link" href="/">
            To the shop
          </a>
          {consoleAsksForKey && section !== undefined ? (
            <form method="post" action={SIGN_OUT_PATH}>
              <button class="quiet">Sign out</button>
            </form>
          ) : null}
        </header>
        <main id="content" tabindex={-1}>
          <h1>{title}</h1>
          <p class={`verdict verdict-${verdict.tone}`} id="verdict" role="status">
            <b>{SIGN[verdict.tone]}</b> {verdict.text}
          </p>
          {content}
        </main>
      </body>
    </html>,
    { status, document: true },
  );
}

/** A page that cannot show what it is for. */
export const troublePage = (
  shop: Framed,
  section: Section,
  title: string,
  { text, status }: Trouble,
): Promise<Response> => consolePage(shop, { section, title, verdict: { tone: "failed", text }, status });
