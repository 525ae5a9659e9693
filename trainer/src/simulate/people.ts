// Simulated customers by id: what they bought before, and what they secretly like.
import { personOf } from "../shop/person.ts";
import type { Scene } from "./scene.ts";
import { readPast } from "./shopfront.ts";
import type { Visitor } from "./visit.ts";

/** Remembers everybody who came, so that each customer's past is asked for once. */
export class People {
  readonly #known = new Map<string, Visitor>();

  /**
   * `tastesFromPast`: real customers like what they bought so far; customers of a generated shop have the tastes they
   * were made with.
   */
  constructor(
    private readonly scene: Scene,
    private readonly tastesFromPast: boolean,
  ) {}

  async find(customerId: string): Promise<Visitor> {
    const found = this.#known.get(customerId);
    if (found !== undefined) return found;
    const { api, index, world } = this.scene;
    const past = (await readPast(api, customerId)).flatMap(({ itemId, type, day }) => {
      const item = index.get(itemId);
      return item === undefined ? [] : [{ item, type, day }];
    });
    const liked = this.tastesFromPast ? past.map(({ item }) => item) : [];
    const person = personOf(world, customerId, liked);
    for (const { item, type, day } of past) if (type === "purchase") person.bought(item, day);
    // Real customers live where they live.
    const { country, device } = person.taste.segment;
    const visitor = { customerId, person, ...(!this.tastesFromPast && { context: { country, device } }) };
    this.#known.set(customerId, visitor);
    return visitor;
  }

  /** How many of those who came follow the trend. */
  get followers(): number {
    return [...this.#known.keys()].filter((customerId) => this.scene.trend.follows(customerId)).length;
  }
}
