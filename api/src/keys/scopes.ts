// What a key may be allowed to do, and what each operation asks for.

export const SCOPES = ["recommend", "events", "catalogue", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** By operation id. `public` needs no key: the document that says how to get one, and what a browser asks before it sends one. */
const SCOPE_OF: Readonly<Record<string, Scope | "public">> = {
  recommend: "recommend",
  getRecommendations: "recommend",
  similarItems: "recommend",
  boughtTogether: "recommend",
  cartRecommendations: "recommend",
  trending: "recommend",
  getModel: "recommend",
  recordEvents: "events",
  deleteEvent: "admin",
  searchItems: "catalogue",
  itemFacets: "catalogue",
  getItem: "catalogue",
  putItem: "catalogue",
  patchItem: "catalogue",
  deleteItem: "catalogue",
  putItems: "catalogue",
  listCustomers: "admin",
  getCustomer: "admin",
  putCustomer: "admin",
  putCustomers: "admin",
  exportCustomer: "admin",
  eraseCustomer: "admin",
  getRules: "admin",
  saveRules: "admin",
  listRulesVersions: "admin",
  getRulesVersion: "admin",
  previewRules: "admin",
  explainRecommendations: "admin",
  itemNeighbours: "admin",
  itemShownTo: "admin",
  openApi: "public",
  docs: "public",
  docsStyle: "public",
  preflight: "public",
};

/** The scope that an operation asks for; throws for one that nobody has thought about. */
export function scopeOf(operationId: string | undefined): Scope | "public" {
  const scope = SCOPE_OF[operationId ?? ""];
  if (scope === undefined)
    throw new Error(`no scope is known for the operation ${operationId ?? "without an id"}`);
  return scope;
}
