// Proposes a branch to the next environment, by a pull request on GitHub.
import * as v from "valibot";
import type { GithubConfig } from "../platform/config.ts";
import { getJson } from "../platform/get-json.ts";
import { oneLine } from "../platform/one-line.ts";
import type { PullRequests } from "../desk/settlement.ts";

const PullRequest = v.object({
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  html_url: v.pipe(v.string(), v.maxLength(2_000), v.regex(/^https?:\/\/\S+$/)),
});
/** What GitHub takes. */
const MAX_BODY = 65_000;
const MAX_TITLE = 250;

export class GithubPullRequests implements PullRequests {
  constructor(
    private readonly config: GithubConfig,
    /** The branch that is proposed. */
    private readonly head: string,
  ) {}

  /** There is one at most from a branch to another: it gets the newest report. Throws `ServiceError`. */
  async propose(title: string, body: string): Promise<string> {
    const { repository, base } = this.config;
    const [owner] = repository.split("/");
    const open = await this.#call(
      v.pipe(v.array(PullRequest), v.maxLength(100)),
      "GET",
      `/pulls?state=open&base=${encodeURIComponent(base)}&head=${encodeURIComponent(`${owner}:${this.head}`)}`,
    );
    const content = { title: oneLine(title, MAX_TITLE), body: body.slice(0, MAX_BODY).toWellFormed() };
    const [existing] = open;
    const { html_url } =
      existing === undefined
        ? await this.#call(PullRequest, "POST", "/pulls", { ...content, base, head: this.head })
        : await this.#call(PullRequest, "PATCH", `/pulls/${existing.number}`, content);
    return html_url;
  }

  async #call<Schema extends v.GenericSchema>(
    schema: Schema,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<v.InferOutput<Schema>> {
    const { api, repository, token } = this.config;
    return await getJson(schema, `${api}/repos/${repository}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        "user-agent": "aisle-release-desk",
      },
      body,
    });
  }
}
