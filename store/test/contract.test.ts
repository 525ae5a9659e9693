// What every store must do, whatever it is built on.
import { describe } from "bun:test";
import { apiKeyContract } from "./contract/api-keys.ts";
import { attributesContract } from "./contract/attributes.ts";
import { catalogueContract } from "./contract/catalogue.ts";
import { customerContract } from "./contract/customers.ts";
import { eventContract } from "./contract/events.ts";
import { modelContract } from "./contract/model.ts";
import { retentionContract } from "./contract/retention.ts";
import { standingRulesContract } from "./contract/standing-rules.ts";
import { describeEach, TARGETS } from "./targets.ts";

describeEach(TARGETS, (target) => {
  describe("as a catalogue", () => catalogueContract(target));
  describe("as a log of events", () => eventContract(target));
  describe("as a keeper of keys", () => apiKeyContract(target));
  describe("as a keeper of the shop's rules", () => standingRulesContract(target));
  describe("as a record of customers", () => customerContract(target));
  describe("as a record of what is said of customers", () => attributesContract(target));
  describe("as a place where old events are dropped", () => retentionContract(target));
  describe("after anything that can happen", () => modelContract(target));
});
