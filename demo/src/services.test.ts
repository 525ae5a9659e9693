// What the demo's services are told about whom to answer.
import { expect, test } from "bun:test";
import { readConfig } from "./config.ts";
import { webService } from "./services.ts";

test("the console is served on this machine alone, whichever other hosts the shop answers for", () => {
  const config = readConfig({ WEB_PORT: "9090", WEB_HOSTS: "shop.example" }, "/checkout");
  expect(webService(config, false).env).toMatchObject({
    WEB_CONSOLE: "localhost:9090",
    WEB_HOSTS: "localhost:9090,shop.example",
  });
});
