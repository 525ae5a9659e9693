import { expect, test } from "bun:test";
import { scripted } from "../test/scripted.ts";
import { GithubPullRequests } from "./pull-requests.ts";

const pullRequests = (api: string) =>
  new GithubPullRequests({ api, repository: "shop/aisle", token: "secret", base: "main" }, "develop");
const PULL = { number: 5, html_url: "https://github.example/shop/aisle/pull/5" };

test("GitHub's refusal is an error in its words", async () => {
  await using server = scripted(() => Response.json({ message: "Bad credentials" }, { status: 401 }));
  expect(pullRequests(server.url).propose("title", "body")).rejects.toThrow("Bad credentials");
});

test("a branch that is not proposed yet is, with the report", async () => {
  await using server = scripted(({ method }) => Response.json(method === "GET" ? [] : PULL));
  expect(await pullRequests(server.url).propose("Release", "# Report")).toBe(PULL.html_url);
  const [looked, made] = server.asked;
  expect(looked?.query.get("head")).toBe("shop:develop");
  expect(made).toMatchObject({
    method: "POST",
    path: "/repos/shop/aisle/pulls",
    body: { title: "Release", body: "# Report", base: "main", head: "develop" },
  });
  expect(made?.headers.get("authorization")).toBe("Bearer secret");
});

test("one that is proposed gets the newest report, cut to what GitHub takes", async () => {
  await using server = scripted(({ method }) => Response.json(method === "GET" ? [PULL] : PULL));
  await pullRequests(server.url).propose("Release", "x".repeat(100_000));
  const [, changed] = server.asked;
  expect(changed).toMatchObject({ method: "PATCH", path: "/repos/shop/aisle/pulls/5" });
  expect(changed).toMatchObject({ body: { body: "x".repeat(65_000) } });
});
