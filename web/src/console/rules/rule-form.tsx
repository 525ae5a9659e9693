// The form of one rule: what it does, where and when, the list to try it on, and why it is saved.
import { zone } from "../local-time.ts";
import { RULES_PATH } from "../paths.ts";
import type { BoostFields, RuleFields } from "./fields.ts";
import { KINDS } from "./words.ts";

export interface TryFields {
  readonly list: string;
  readonly customerId: string;
  readonly itemId: string;
  readonly at: string;
}

export interface RuleFormProps {
  readonly fields: RuleFields;
  /** The id of the rule that is changed; empty for a new one. */
  readonly id: string;
  /** The version that the change is made to. */
  readonly version: number;
  readonly tried: TryFields;
  readonly note: string;
}

export const LISTS_TO_TRY = [
  ["personal", "The list for a customer"],
  ["trending", "What is trending"],
  ["similar", "Similar to a product"],
  ["bought-together", "Bought together with a product"],
  ["cart", "For a cart with one product"],
] as const;

const NO_BOOST: BoostFields = { factor: "", categories: "", brands: "", itemIds: "" };

export function RuleForm({ fields, id, version, tried, note }: RuleFormProps) {
  return (
    <form method="post" action={`${RULES_PATH}/edit`} class="rule-form" id="rule-form">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="version" value={String(version)} />
      <fieldset>
        <legend>The rule</legend>
        <Text name="name" label="Name" value={fields.name} hint="For people, such as “Black Friday”." />
        <fieldset class="ticks">
          <legend>In which lists? None ticked: in every list.</legend>
          {KINDS.map(([kind, words]) => (
            <label class="tick">
              <input type="checkbox" name="kind" value={kind} checked={fields.kinds.includes(kind)} /> {words}
            </label>
          ))}
        </fieldset>
        <Lines
          name="labels"
          label="Single places, by their label"
          value={fields.labels}
          hint="One a line, such as web-for-you: the first row of the demo shop’s home page."
        />
        <div class="pair">
          <Time name="from" label="From" value={fields.from} />
          <Time name="to" label="Until" value={fields.to} />
        </div>
        <p class="note">Times are in {zone()}. Left empty: it has begun, and it does not end.</p>
      </fieldset>
      <fieldset>
        <legend>Boosts</legend>
        <p class="note">
          A factor above 1 lifts what has one of these categories or brands or is one of these products; one
          below 1 lowers it. One a line.
        </p>
        {[...fields.boosts, NO_BOOST].map((boost, at) => (
          <div class="boost" role="group" aria-label={`Boost ${at + 1}`}>
            <label>
              Factor
              <input name="boostFactor" inputmode="decimal" value={boost.factor} />
            </label>
            <Lines name="boostCategories" label="Categories" value={boost.categories} at={at} />
            <Lines name="boostBrands" label="Brands" value={boost.brands} at={at} />
            <Lines name="boostItems" label="Product ids" value={boost.itemIds} at={at} />
          </div>
        ))}
      </fieldset>
      <fieldset>
        <legend>First, hidden, mixed</legend>
        <div class="pair">
          <Lines name="pin" label="Put first, in this order" value={fields.pin} hint="Product ids." />
          <Lines name="excludeItemIds" label="Leave out" value={fields.excludeItemIds} hint="Product ids." />
          <Lines name="hideCategories" label="Hide categories" value={fields.hideCategories} />
          <Lines name="hideBrands" label="Hide brands" value={fields.hideBrands} />
          <Lines
            name="hideAttributes"
            label="Hide attributes"
            value={fields.hideAttributes}
            hint="Such as colour:red."
          />
          <div>
            <Text
              name="minStock"
              label="Minimum stock"
              value={fields.minStock}
              hint="Hides what has fewer."
              inputmode="numeric"
            />
            <Text
              name="diversity"
              label="Diversity"
              value={fields.diversity}
              hint="0: by score alone, to 1: as mixed as can be."
              inputmode="decimal"
            />
          </div>
        </div>
      </fieldset>
      <fieldset>
        <legend>Try it first</legend>
        <div class="pair">
          <label>
            On which list
            <select name="tryList">
              {LISTS_TO_TRY.map(([list, words]) => (
                <option value={list} selected={list === tried.list}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <Time name="tryAt" label="At this time; empty: now" value={tried.at} />
          <Text name="tryCustomer" label="Customer id" value={tried.customerId} hint="Empty: a stranger." />
          <Text name="tryItem" label="Product id" value={tried.itemId} hint="For lists about a product." />
        </div>
        <button class="primary" name="action" value="try">
          Try it
        </button>
      </fieldset>
      <fieldset>
        <legend>Save it</legend>
        <Text
          name="note"
          label="Why?"
          value={note}
          hint="For the list of versions, such as “as agreed with buying”."
        />
        <div class="actions">
          <button class="primary" name="action" value="save">
            Save, and apply to every list
          </button>
          <a href={RULES_PATH}>Back without saving</a>
        </div>
      </fieldset>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly inputmode?: "decimal" | "numeric";
  /** Of fields that are there several times. */
  readonly at?: number;
}

const Hint = ({ id, hint }: { id: string; hint: string | undefined }) =>
  hint === undefined ? null : (
    <span id={id} class="note">
      {hint}
    </span>
  );

const described = (id: string, hint: string | undefined) =>
  hint === undefined ? {} : { "aria-describedby": id };

export function Text({ name, label, value, hint, inputmode }: FieldProps) {
  const hintId = `${name}-hint`;
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        value={value}
        {...described(hintId, hint)}
        {...(inputmode && { inputmode })}
      />
      <Hint id={hintId} hint={hint} />
    </p>
  );
}

const MIN_ROWS = 2;
const MAX_ROWS = 8;

function Lines({ name, label, value, hint, at }: FieldProps) {
  const id = at === undefined ? name : `${name}-${at}`;
  const rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, value.split("\n").length));
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <textarea id={id} name={name} rows={rows} {...described(`${id}-hint`, hint)}>
        {value}
      </textarea>
      <Hint id={`${id}-hint`} hint={hint} />
    </p>
  );
}

function Time({ name, label, value }: Omit<FieldProps, "hint" | "at">) {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type="datetime-local" step="1" value={value} />
    </p>
  );
}
