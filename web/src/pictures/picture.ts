// The drawings as files: which one shows a product or a customer, and under which address.
import type { Item } from "@aisle/client";
import { FACES } from "../customer/face.ts";
import { digestOf } from "../platform/assets.ts";
import { DRAWINGS, GENERIC } from "./drawings/index.ts";
import { faceSvg } from "./faces.ts";
import { type Colour, isColour, LOOKS, paintOf } from "./paint.ts";
import { ground } from "./shapes.ts";

interface Look {
  readonly kind: string;
  readonly colour: Colour;
  readonly look: number;
}

interface Picture {
  readonly svg: string;
  readonly digest: string;
}

const FILE = /^([a-z0-9.-]{1,60})\.([0-9a-f]{12})\.svg$/;
const PRODUCT = /^([a-z-]+)\.([a-z]+)\.(\d)$/;
const FACE = /^face\.(0|[1-9]\d{0,3})$/;

/** Drawn once each: there are no more than kinds × colours × looks of them and the faces, of about a kilobyte. */
const drawn = new Map<string, Picture>();

/** The address of a product's drawing. It carries a digest of the drawing, so browsers may keep it for good. */
export function picturePath(item: Item): string {
  const { kind, colour, look } = lookOf(item);
  return pathOf(`${kind}.${colour}.${look}`);
}

/** The address of a customer's face, which is a number below `FACES`. */
export const facePath = (face: number): string => pathOf(`face.${face}`);

/** The drawing that a file name under `/pictures/` names; undefined for a name that this shop does not write. */
export function readPicture(file: string): (Picture & { isCurrent: boolean }) | undefined {
  const [, name = "", digest] = FILE.exec(file) ?? [];
  const picture = pictureNamed(name);
  return picture && { ...picture, isCurrent: picture.digest === digest };
}

function pathOf(name: string): string {
  return `/pictures/${name}.${pictureNamed(name)?.digest}.svg`;
}

function pictureNamed(name: string): Picture | undefined {
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const svg = draw(name);
  if (svg === undefined) return undefined;
  const picture = { svg, digest: digestOf(svg) };
  drawn.set(name, picture);
  return picture;
}

function draw(name: string): string | undefined {
  const face = FACE.exec(name)?.[1];
  if (face !== undefined) return Number(face) < FACES ? faceSvg(Number(face)) : undefined;
  const [, kind = "", colour = "", look = ""] = PRODUCT.exec(name) ?? [];
  if (!Object.hasOwn(DRAWINGS, kind) || !isColour(colour) || Number(look) >= LOOKS) return undefined;
  return productSvg({ kind, colour, look: Number(look) });
}

/** The narrowest category that has a drawing decides; then the colour and the form among the attributes. */
function lookOf({ itemId, categories = [], attributes = [] }: Item): Look {
  const kind = categories.map(slug).findLast((name) => Object.hasOwn(DRAWINGS, name)) ?? GENERIC;
  const drawing = DRAWINGS[kind];
  const colour = valueOf(attributes, "colour");
  const form = valueOf(attributes, "form") || itemId;
  const place = drawing?.forms === undefined ? placeOf(form) : drawing.forms.indexOf(form);
  return {
    kind,
    colour: isColour(colour) ? colour : (drawing?.colour ?? "plain"),
    look: Math.max(0, place),
  };
}

/** For drawings that do not draw forms: another accent for another form, or product. */
function placeOf(form: string): number {
  return (
    Array.from(form, (character) => character.codePointAt(0) ?? 0).reduce((sum, code) => sum + code, 0) %
    LOOKS
  );
}

/** In lower case; empty when there is none. */
function valueOf(attributes: readonly string[], name: string): string {
  const found = attributes.find((attribute) => attribute.toLowerCase().startsWith(`${name}:`)) ?? "";
  return found
    .slice(name.length + 1)
    .trim()
    .toLowerCase();
}

const slug = (category: string): string =>
  category
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, "-");

function productSvg({ kind, colour, look }: Look): string {
  const paint = paintOf(colour, look);
  const drawing = DRAWINGS[kind];
  const content =
    drawing?.draw(paint, drawing.forms === undefined ? look : look % drawing.forms.length) ?? "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-14 -14 148 148">${ground(paint, -14, 148)}${content}</svg>`;
}
