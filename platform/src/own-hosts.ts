// Answers only requests that name a host of ours. A foreign page may have its own name lead to this machine (DNS
// rebinding): the browser then takes our answers for that page's own, but still sends its name.

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const HOST = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;
const HTTP_PORT = 80;

/** What a list of hosts takes, for the message about one that cannot be used. */
export const HOSTS_ACCEPTED = "host names such as shop.example or localhost:8080, with commas between them";

/** The hosts of a list with commas, in lower case; `undefined` when one of them is none. */
export function parseHosts(list: string): readonly string[] | undefined {
  const hosts = list.split(",").map((host) => host.trim().toLowerCase());
  return hosts.every((host) => HOST.test(host)) ? hosts : undefined;
}

export interface OwnHosts {
  /** Of `parseHosts`: a name without a port stands for any. `undefined` answers every request. */
  readonly hosts: readonly string[] | undefined;
  /** The variable that lists them. */
  readonly variable: string;
  /** Where the service listens: there this machine's own names are answered, too. */
  readonly port: () => number | undefined;
}

/** What tells a request that is for another host so, in a sentence (status 421); `undefined` for one of ours. */
export function foreignHost({ hosts, variable, port }: OwnHosts): (request: Request) => string | undefined {
  if (hosts === undefined) return () => undefined;
  const listed = new Set(hosts);
  return ({ headers }) => {
    const host = headers.get("host")?.toLowerCase() ?? "";
    if (listed.has(host)) return undefined;
    const { name = "", port: given = HTTP_PORT } = HOST.exec(host)?.groups ?? {};
    if (listed.has(name)) return undefined;
    if (LOOPBACK.has(name) && Number(given) === port()) return undefined;
    return `This service does not answer for the host ${JSON.stringify(host)}. Whoever runs it lists its hosts in ${variable}.`;
  };
}
