// What a search can be narrowed and sorted by, as a form.
import type { LabelCount } from "@aisle/client";
import { STAGE_ID } from "../layout/stage.ts";
import type { SearchTerms } from "./search-path.ts";

/** The form: what changes by it leaves the keyboard where it is. */
export const FILTERS_ID = "filters";

interface FiltersProps {
  readonly terms: SearchTerms;
  readonly categories: readonly LabelCount[];
  readonly brands: readonly LabelCount[];
}

const SORTS = [
  ["", "Default"],
  ["newest", "Newest first"],
  ["price-asc", "Cheapest first"],
  ["price-desc", "Dearest first"],
] as const;

export function Filters({ terms, categories, brands }: FiltersProps) {
  return (
    <form
      id={FILTERS_ID}
      class="filters"
      action="/search"
      aria-label="Narrow the results"
      hx-get="/search"
      hx-trigger="change, submit"
      hx-target={`#${STAGE_ID}`}
      hx-push-url="true"
    >
      {terms.q ? <input type="hidden" name="q" value={terms.q} /> : null}
      <label>
        Category
        <Labels name="category" chosen={terms.category} all="All categories" labels={categories} />
      </label>
      <label>
        Brand
        <Labels name="brand" chosen={terms.brand} all="All brands" labels={brands} />
      </label>
      <label>
        Price from
        <Price name="priceMin" value={terms.priceMin} />
      </label>
      <label>
        to
        <Price name="priceMax" value={terms.priceMax} />
      </label>
      <label>
        Sort
        <select id="filter-sort" name="sort">
          {SORTS.map(([value, words]) => (
            <option value={value} selected={value === (terms.sort ?? "")}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input type="checkbox" id="filter-stock" name="inStock" value="1" checked={terms.inStock === "1"} />{" "}
        In stock
      </label>
      <button>Show</button>
    </form>
  );
}

interface LabelsProps {
  readonly name: string;
  readonly chosen: string | undefined;
  /** The choice of none. */
  readonly all: string;
  readonly labels: readonly LabelCount[];
}

/** The chosen one is there even where the other filters leave nothing of it. */
function Labels({ name, chosen, all, labels }: LabelsProps) {
  const isListed = !chosen || labels.some((label) => label.name === chosen);
  const options = isListed ? labels : [{ name: chosen, items: 0 }, ...labels];
  return (
    <select id={`filter-${name}`} name={name}>
      <option value="">{all}</option>
      {options.map((label) => (
        <option value={label.name} selected={label.name === chosen}>
          {`${label.name} (${label.items})`}
        </option>
      ))}
    </select>
  );
}

function Price({ name, value }: { name: string; value: number | "" | undefined }) {
  return (
    <input
      type="number"
      id={`filter-${name}`}
      name={name}
      min="0"
      step="any"
      inputmode="decimal"
      value={String(value ?? "")}
    />
  );
}
