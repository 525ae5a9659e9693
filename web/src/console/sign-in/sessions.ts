// Who is signed in to the console. A session acts with the key of the API that it was begun with, so that the API decides
// what its owner may do and knows who changed what. Sessions are in memory: after a restart one signs in again.
import type { Client } from "@aisle/client";
import { AsyncLocalStorage } from "node:async_hooks";

interface SessionsOptions {
  /** A client of the API that asks for its key before each call. */
  readonly clientWith: (key: () => string | undefined) => Client;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A text that nobody can guess. */
  readonly newToken: () => string;
}

interface Session {
  readonly key: string;
  readonly begunAt: number;
  usedAt: number;
}

const HOUR_MS = 3_600_000;
/**
 * A browser that asks for nothing is signed out after so long, and everybody after a day's work. An overview that stays
 * open asks: it is for a second screen.
 */
const MAX_IDLE_MS = 2 * HOUR_MS;
const MAX_AGE_MS = 12 * HOUR_MS;
/** A shop has a few operators; the one who was away longest gives way. */
const MAX_SESSIONS = 100;

const COOKIE = "aisle_console";

export class Sessions {
  readonly #options: SessionsOptions;
  /** By token, the one that was used least recently first. */
  readonly #sessions = new Map<string, Session>();
  readonly #asking = new AsyncLocalStorage<Session>();
  /** Asks the API with the key of whoever's request is being answered. */
  readonly client: Client;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.client = options.clientWith(() => this.#asking.getStore()?.key);
  }

  /** Answers a request with the key of its session, if it has one. */
  answer<T>(request: Request, work: () => T): T {
    const session = this.#sessionOf(request);
    return session === undefined ? work() : this.#asking.run(session, work);
  }

  /** Whether the request that is being answered has a session. */
  get isSignedIn(): boolean {
    return this.#asking.getStore() !== undefined;
  }

  /** Answers as if a session with this key asked. */
  trying<T>(key: string, work: () => T): T {
    const now = this.#options.now();
    return this.#asking.run({ key, begunAt: now, usedAt: now }, work);
  }

  /** Begins a session; returns the `Set-Cookie` header that keeps it until the browser is closed. */
  begin(request: Request, key: string): string {
    const now = this.#options.now();
    const token = this.#options.newToken();
    this.#sessions.set(token, { key, begunAt: now, usedAt: now });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return cookie(request, token);
  }

  /** Ends the request's session; returns the `Set-Cookie` header that takes its cookie away. */
  end(request: Request): string {
    this.#sessions.delete(tokenOf(request));
    return cookie(request, "");
  }

  #sessionOf(request: Request): Session | undefined {
    const token = tokenOf(request);
    const session = this.#sessions.get(token);
    if (session === undefined) return undefined;
    this.#sessions.delete(token);
    const now = this.#options.now();
    if (now - session.usedAt > MAX_IDLE_MS || now - session.begunAt > MAX_AGE_MS) return undefined;
    session.usedAt = now;
    this.#sessions.set(token, session);
    return session;
  }
}

const tokenOf = (request: Request): string =>
  new Bun.CookieMap(request.headers.get("cookie") ?? "").get(COOKIE) ?? "";

/** Kept from scripts and from other sites' forms, and from plain connections where a proxy says that this one is not. */
const cookie = (request: Request, token: string): string =>
  new Bun.Cookie(COOKIE, token, {
    path: "/console",
    httpOnly: true,
    sameSite: "lax",
    secure: request.headers.get("x-forwarded-proto") === "https",
    ...(token === "" && { maxAge: 0 }),
  }).serialize();
