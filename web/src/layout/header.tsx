// The bar at the top: home, search, who is shopping, the cart.
import { MAX_SEARCH_LENGTH } from "@aisle/contract";
import { faceOf } from "../customer/face.ts";
import { itemsIn, type Shopper } from "../customer/shopper.ts";
import { facePath } from "../pictures/picture.ts";
import { stageLink, STAGE_ID } from "./stage.ts";

export function Header({ shopper, query }: { shopper: Shopper; query: string }) {
  return (
    <header class="bar">
      <a class="logo" {...stageLink("/")}>
        Aisle
      </a>
      <form
        class="search"
        role="search"
        action="/search"
        hx-get="/search"
        hx-target={`#${STAGE_ID}`}
        hx-swap="innerHTML"
        hx-push-url="true"
      >
        <input
          type="search"
          name="q"
          value={query}
          placeholder="Search the shop"
          aria-label="Search the shop"
          maxlength={MAX_SEARCH_LENGTH}
          autocomplete="off"
        />
        <button type="submit">Search</button>
      </form>
      <nav aria-label="Your shop">
        <a class="who" {...stageLink("/customers")}>
          <span class="who-label">Shopping as</span> <Who shopper={shopper} />
        </a>
        <CartLink count={itemsIn(shopper)} />
      </nav>
    </header>
  );
}

function Who({ shopper: { customerId } }: { shopper: Shopper }) {
  if (customerId === undefined) return <b>a stranger</b>;
  const { name, face } = faceOf(customerId);
  return (
    <>
      <img src={facePath(face)} alt="" width="30" height="30" />
      <b>{name}</b>
    </>
  );
}

/** The link to the cart; `outOfBand` replaces the one in the page. */
export function CartLink({ count, outOfBand }: { count: number; outOfBand?: boolean }) {
  return (
    <a
      id="cart-link"
      class="cart-link"
      {...stageLink("/cart")}
      {...(outOfBand ? { "hx-swap-oob": "true" } : {})}
    >
      Cart <span class="count">{count}</span>
    </a>
  );
}
