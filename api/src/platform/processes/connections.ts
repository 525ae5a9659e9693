// Evens out the connections of processes on one port.
import type { Load } from "./messages.ts";

type Fetch = (request: Request) => Response | Promise<Response>;
type AnswerOn = (request: Request, server: Bun.Server<undefined>) => Response | Promise<Response>;

/**
 * Counts the connections that a process answers on, and closes as many as it is told to: the kernel hands each new
 * connection to a process by chance, and callers keep theirs. `connection: close` in an answer costs no request:
 * whoever asks next connects again (RFC 9112, 9.6).
 */
export class Connections {
  /** Ports of the callers. Callers of two addresses that have the same one count once. */
  readonly #ports = new Set<number>();
  #requests = 0;
  #toClose = 0;

  /** `fetch`, with its connections counted and closed. */
  evened(fetch: Fetch): AnswerOn {
    return (request, server) => {
      this.#requests++;
      const port = server.requestIP(request)?.port;
      if (port !== undefined) this.#ports.add(port);
      const answer = fetch(request);
      if (this.#toClose === 0) return answer;
      this.#toClose--;
      if (port !== undefined) this.#ports.delete(port);
      return answer instanceof Promise ? answer.then(closing) : closing(answer);
    };
  }

  /** Closes this many of the connections that are answered next, instead of what was asked before. */
  close(connections: number): void {
    this.#toClose = connections;
  }

  /** Since the last call. */
  load(): Load {
    const load = { connections: this.#ports.size, requests: this.#requests };
    this.#ports.clear();
    this.#requests = 0;
    return load;
  }
}

function closing(answer: Response): Response {
  answer.headers.set("connection", "close");
  return answer;
}

/** Connections that ask less often in a second are not counted reliably within one. */
const LEAST_REQUESTS = 4;
/** A process may be one connection from its share, or this part of the share: else the last ones would move forever. */
const TOLERATED = 0.1;

/**
 * How many connections each process is to close, so that all come nearer to an equal share. Where those land is again by
 * chance: four processes with 32 to 64 connections usually have their shares after two or three times.
 */
export function excesses(loads: readonly Load[]): number[] {
  const connections = loads.reduce((sum, load) => sum + load.connections, 0);
  const requests = loads.reduce((sum, load) => sum + load.requests, 0);
  const share = connections / loads.length;
  const tolerated = Math.max(1, share * TOLERATED);
  const isEven = loads.every((load) => Math.abs(load.connections - share) <= tolerated);
  if (isEven || requests < connections * LEAST_REQUESTS) return loads.map(() => 0);
  return loads.map((load) => Math.max(0, Math.ceil(load.connections - share)));
}
