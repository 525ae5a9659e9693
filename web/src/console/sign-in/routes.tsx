// The page that asks for a key of the API, before any other page of the console.
import { Elysia } from "elysia";
import * as v from "valibot";
import { ownPath } from "../../inside/own-path.ts";
import type { Shop } from "../../shop.ts";
import { checkKey, type Trouble } from "../ask.ts";
import { consolePage } from "../frame.tsx";
import { asSent, goTo, isHtmx, redirect } from "../http.ts";
import { OVERVIEW_PATH, SIGN_IN_PATH, SIGN_OUT_PATH } from "../paths.ts";
import type { Sessions } from "./sessions.ts";

const MAX_KEY = 200;
const TITLE = "Sign in";

/** What a header can hold; the API knows what a key looks like. */
const KEY_TEXT = /^[\u0021-\u007e]+$/;

const REFUSED: Trouble = {
  kind: "forbidden",
  status: 403,
  text: "The API does not take this key, or the key lacks the scope admin.",
  errors: [],
};

/** Where to go on afterwards: a page of the console. */
const target = v.fallback(
  v.pipe(
    ownPath,
    v.regex(/^\/console(?:[/?]|$)/),
    // As browsers read it, without steps upwards.
    v.check((path) => new URL(path, "http://own").pathname === path.split("?", 1)[0]),
  ),
  OVERVIEW_PATH,
);

/** GET and POST of …/sign-in, POST of …/sign-out; whoever is not signed in is sent to the first. */
export function signInRoutes(shop: Shop, sessions: Sessions) {
  /** Pages show more than what the API tells, so it is asked before each whether it still takes the key. */
  const isTakenBack = async (): Promise<boolean> => {
    const told = await checkKey(sessions.client);
    return !told.ok && told.trouble.kind === "forbidden";
  };
  return new Elysia({ name: "console-sign-in" })
    .onBeforeHandle({ as: "scoped" }, async ({ request, path }) => {
      if (path === SIGN_IN_PATH || (sessions.isSignedIn && !(await isTakenBack()))) return undefined;
      const { pathname, search } = new URL(request.url);
      // What a form said is gone: its page is where to begin again.
      const to = request.method === "GET" ? `${pathname}${search}` : OVERVIEW_PATH;
      const page = `${SIGN_IN_PATH}?to=${encodeURIComponent(to)}`;
      // A part of a page has no place for the form.
      return isHtmx(request) ? goTo(page) : redirect(page);
    })
    .get(SIGN_IN_PATH, ({ query: { to } }) => signInPage(shop, to), {
      transform: asSent,
      query: v.object({ to: v.optional(target, OVERVIEW_PATH) }),
    })
    .post(
      SIGN_IN_PATH,
      async ({ request, body: { key, to } }) => {
        if (!KEY_TEXT.test(key)) return signInPage(shop, to, REFUSED);
        const told = await sessions.trying(key, () => checkKey(sessions.client));
        if (told.ok) return redirect(to, [sessions.begin(request, key)]);
        return signInPage(shop, to, told.trouble.kind === "forbidden" ? REFUSED : told.trouble);
      },
      {
        body: v.object({
          key: v.pipe(v.string(), v.trim(), v.maxLength(MAX_KEY)),
          to: v.optional(target, OVERVIEW_PATH),
        }),
      },
    )
    .post(SIGN_OUT_PATH, ({ request }) => redirect(SIGN_IN_PATH, [sessions.end(request)]));
}

function signInPage(shop: Shop, to: string, trouble?: Trouble): Promise<Response> {
  const text = trouble?.text ?? "The console shows and changes what a key of the API lets it.";
  return consolePage(shop, {
    section: undefined,
    title: TITLE,
    verdict: { tone: trouble === undefined ? "note" : "failed", text },
    ...(trouble !== undefined && { status: trouble.status }),
    content: (
      <form method="post" action={SIGN_IN_PATH} class="rule-form sign-in">
        <input type="hidden" name="to" value={to} />
        <label class="field">
          <span>API key</span>
          <input
            type="password"
            name="key"
            required
            maxlength={MAX_KEY}
            autocomplete="current-password"
            spellcheck={false}
          />
          <small>
            With the scopes recommend, catalogue and admin:{" "}
            <code>make key ARGS="create --name ANNA --scopes recommend,catalogue,admin"</code>
          </small>
        </label>
        <div class="actions">
          <button class="primary">Sign in</button>
        </div>
      </form>
    ),
  });
}
