// A list by the saved rules beside the same list by proposed ones, and what moves between them.
import type { PreviewedList, RulesPreview } from "@aisle/client";
import { itemName } from "../../layout/item-text.ts";
import { ProductPicture } from "../../pictures/product-picture.tsx";
import { plural } from "../../view/plural.ts";
import type { View } from "../../view/view.ts";
import { itemPath } from "../paths.ts";
import { warningText } from "./words.ts";

interface PreviewProps {
  readonly preview: RulesPreview;
  readonly view: View;
}

export function Preview({ preview: { version, saved, proposed, warnings }, view }: PreviewProps) {
  const before = version === 0 ? "Now, without rules" : `Now, by version ${version}`;
  return (
    <section class="preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{changesText(saved, proposed)}</h2>
      {[...new Set([...warnings, ...(proposed.warnings ?? [])])].map((warning) => (
        <p class="warning">{warningText(warning)}</p>
      ))}
      <div class="columns">
        <List title={before} list={saved} other={proposed} absent="leaves" view={view} />
        <List title="As proposed" list={proposed} other={saved} absent="new" view={view} />
      </div>
    </section>
  );
}

const ids = ({ items }: PreviewedList): string[] => items.map(({ itemId }) => itemId);

/** What the rules change in the list, in a sentence without its stop. */
function changesText(saved: PreviewedList, proposed: PreviewedList): string {
  const [before, after] = [ids(saved), ids(proposed)];
  const kept = new Set(before);
  const entered = after.filter((id) => !kept.has(id)).length;
  if (entered > 0)
    return `${entered} ${plural(entered, "product")} ${entered === 1 ? "comes" : "come"} into the list`;
  if (before.length !== after.length) return "The list gets shorter";
  return before.every((id, at) => id === after[at])
    ? "Nothing changes in this list"
    : "The order of the list changes";
}

interface ListProps {
  readonly title: string;
  readonly list: PreviewedList;
  /** The list that it is compared to. */
  readonly other: PreviewedList;
  /** Said of products which the other list does not have. */
  readonly absent: string;
  readonly view: View;
}

function List({ title, list, other, absent, view }: ListProps) {
  const places = new Map(ids(other).map((id, at) => [id, at]));
  return (
    <div>
      <h3>{title}</h3>
      <p class="note">{list.filtered} candidates left out by rules and stock.</p>
      {list.items.length === 0 ? <p>Nothing is left to show.</p> : null}
      <ol class="entries">
        {list.items.map(({ itemId, score, item = { itemId } }, at) => {
          const place = places.get(itemId);
          const move = place === undefined ? absent : place === at ? "" : `${place + 1} → ${at + 1}`;
          return (
            <li>
              <ProductPicture item={item} view={view} />
              <span class="entry">
                <a href={itemPath(itemId)}>{itemName(item)}</a>
                <span class="note">
                  {item.brand ?? itemId} · score {score.toFixed(3)}
                </span>
              </span>
              {move === "" || (place !== undefined && absent === "leaves") ? null : (
                <span class={place === undefined ? "move strong" : "move"}>{move}</span>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
