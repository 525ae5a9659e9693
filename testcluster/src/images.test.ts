import { expect, test } from "bun:test";
import { wholeName } from "./images.ts";

test.each([
  ["postgres:17.6-bookworm", "docker.io/library/postgres:17.6-bookworm"],
  ["aisle/api:dev", "docker.io/aisle/api:dev"],
  ["docker.io/library/traefik:v3.6.12", "docker.io/library/traefik:v3.6.12"],
  ["ghcr.io/fluxcd/flagger:1.44.0", "ghcr.io/fluxcd/flagger:1.44.0"],
  ["localhost:5000/aisle/api:dev", "localhost:5000/aisle/api:dev"],
  ["localhost/aisle:1", "localhost/aisle:1"],
])("containerd calls %p %p", (image, name) => {
  expect(wholeName(image)).toBe(name);
});
