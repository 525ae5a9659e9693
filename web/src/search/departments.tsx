// The shop's largest categories: a way in on every page.
import type { LabelCount } from "@aisle/client";
import { stageLink } from "../layout/stage.ts";
import { ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";
import { searchPath } from "./search-path.ts";

const SHOWN = 12;
/** Milliseconds for which they are not asked for again. */
const FRESH = 60_000;

/** What is remembered of them between pages; `at` is when they were asked for. */
export interface Departments {
  at: number;
  labels: readonly LabelCount[];
}

/** None while the API cannot tell. */
export async function askDepartments(shop: Shop): Promise<readonly LabelCount[]> {
  const { departments } = shop;
  if (shop.now() - departments.at < FRESH) return departments.labels;
  const facets = await ask(shop.client.itemFacets());
  if (!facets.ok) return departments.labels;
  departments.at = shop.now();
  departments.labels = facets.value.categories
    .slice(0, SHOWN)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return departments.labels;
}

export function DepartmentLinks({ labels }: { labels: readonly LabelCount[] }) {
  if (labels.length === 0) return null;
  return (
    <nav class="departments" aria-label="Categories" tabindex={0}>
      {labels.map(({ name }) => (
        <a {...stageLink(searchPath({ category: name }))}>{name}</a>
      ))}
    </nav>
  );
}
