// A table of the console.
import type { Child } from "hono/jsx";

interface TableProps {
  /** What the table shows, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** Classes that say how wide it is. */
  readonly width?: string;
  readonly children?: Child;
}

interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** A table that scrolls sideways where it is wider than the screen. */
export function Table({ label, columns, width, children }: TableProps) {
  return (
    <div
      class={width === undefined ? "scroll" : `scroll ${width}`}
      tabindex={0}
      role="region"
      aria-label={label}
    >
      <table>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th scope="col" {...(isNumber ? { class: "number" } : {})}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
