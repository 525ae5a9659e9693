// A model as the tensors of a bundle, and back with every shape and index checked.
import * as v from "valibot";
import {
  type Bundle,
  type BundleContent,
  BundleError,
  type BundleInfo,
  type Tensor,
} from "../bundle/bundle.ts";
import type { ItemList } from "../catalogue/item-list.ts";
import { DIMENSIONS } from "../embeddings/fit-embeddings.ts";
import { forestFromTensors, forestTensors } from "../forest/tensors.ts";
import type { FittedVariants } from "../groups/products.ts";
import { type Adjacency, weightBitsFor } from "../graphs/adjacency.ts";
import { AGE_STEPS } from "../kinds/ages.ts";
import type { Companions } from "../kinds/fit-companions.ts";
import type { Model } from "../model.ts";
import { Recommender } from "../scorer/recommender.ts";
import { segmentsFromTensors, segmentTensors } from "../segments/tensors.ts";
import { FEATURES } from "../scorer/features.ts";
import { type Recipe, recipeSchema } from "./recipe.ts";

/** What `writeBundle` stores for a model. The recipe goes into the manifest's hyperparameters. */
export function bundleContent(
  model: Model,
  items: ItemList,
  info: Omit<BundleInfo, "hyperparameters">,
): BundleContent {
  const { adjacency, vectors } = model;
  return {
    info: { ...info, hyperparameters: model.recipe },
    items,
    terms: vectors.vocabulary,
    tensors: {
      "edges.offsets": vector(adjacency.offsets),
      "edges.cells": vector(adjacency.cells),
      "edges.units": vector(adjacency.units),
      "content.scale": vector(Float64Array.of(model.contentScale)),
      "terms.idf": vector(vectors.idf),
      "terms.offsets": vector(vectors.offsets),
      "terms.terms": vector(vectors.terms),
      "terms.weights": vector(vectors.weights),
      ...(model.embeddings && { "items.embeddings": vector(model.embeddings) }),
      "items.occurrences": vector(model.occurrences),
      "items.popularity": vector(model.popularity),
      ...(hasOwnStrangers(model.recipe) ? { "items.strangers": vector(model.strangers) } : {}),
      "items.trending": vector(model.trending),
      ...(model.variants && {
        "variants.product": vector(model.variants.product),
        "variants.occurrences": vector(model.variants.occurrences),
      }),
      "kinds.kept": vector(model.repurchase.kept),
      "kinds.repeats": vector(model.repurchase.repeats),
      "companions.offsets": vector(model.companions.offsets),
      "companions.targets": vector(model.companions.targets),
      "companions.ratios": vector(model.companions.ratios),
      "related.offsets": vector(model.related.offsets),
      "related.targets": vector(model.related.targets),
      ...(model.segments === undefined ? {} : segmentTensors(model.segments)),
      ...(model.forest === undefined ? {} : forestTensors(model.forest)),
    },
  };
}

/**
 * The model of a bundle. Throws `BundleError`: `wrong-shape`, `index-out-of-range` or, for a recipe that is none and
 * for weights that are no numbers from 0 to 1e30, `corrupt`.
 */
export function modelFrom(bundle: BundleContent): Model {
  const recipe = v.safeParse(recipeSchema, bundle.info.hyperparameters);
  if (!recipe.success) {
    const [issue] = recipe.issues;
    throw new BundleError(
      "corrupt",
      `the bundle's hyperparameters are not a recipe: ${v.getDotPath(issue) ?? ""} ${issue.message}; train it again`,
    );
  }
  const items = bundle.items.length;
  const terms = bundle.terms.length;
  const read = reader(bundle.tensors);
  const forest = forestFromTensors(bundle.tensors);
  if (forest !== undefined && forest.columns !== FEATURES.length) {
    throw new BundleError(
      "wrong-shape",
      `the forest reads ${forest.columns} features, this version has ${FEATURES.length}; train it again`,
    );
  }
  const kept = read.byKindAndAge("kinds.kept");
  const kinds = kept.length / AGE_STEPS - 1;
  const vectors = read.rows("terms.offsets", items, "terms.terms", terms, "terms.weights");
  const popularity = read.numbers("items.popularity", Float32Array, items);
  return {
    items,
    adjacency: read.adjacency(items),
    contentScale: read.numbers("content.scale", Float64Array, 1)[0]!,
    vectors: {
      vocabulary: bundle.terms,
      idf: read.numbers("terms.idf", Float32Array, terms),
      offsets: vectors.offsets,
      terms: vectors.columns,
      weights: vectors.weights,
    },
    // A forest reads them; bundles of a blend from before there were any have none.
    embeddings:
      forest === undefined && bundle.tensors["items.embeddings"] === undefined
        ? undefined
        : read.tensor("items.embeddings", Int8Array, items * DIMENSIONS),
    variants: read.variants(items),
    occurrences: read.tensor("items.occurrences", Uint32Array, items),
    popularity,
    strangers: hasOwnStrangers(recipe.output)
      ? read.numbers("items.strangers", Float32Array, items)
      : popularity,
    trending: read.numbers("items.trending", Float32Array, items),
    repurchase: { kept, repeats: read.byKindAndAge("kinds.repeats") },
    companions: read.companions(kinds),
    related: read.kindRows("related", kinds),
    segments: segmentsFromTensors(bundle.tensors, items, kinds),
    forest,
    recipe: recipe.output,
  };
}

/** Bundles from before strangers had a popularity of their own have none. */
function hasOwnStrangers({ popularity }: Recipe): boolean {
  return popularity.strangersHalfLifeDays !== undefined;
}

/** A recommender that serves a bundle; throws like `modelFrom`. */
export function serve(bundle: Bundle | BundleContent): Recommender {
  return new Recommender(modelFrom(bundle), bundle.items).prepare();
}

function vector(data: Tensor["data"]): Tensor {
  return { shape: [data.length], data };
}

type TensorType<T extends Tensor["data"]> = new (length: number) => T;

interface Rows {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly weights: Float32Array;
}

function reader(tensors: Readonly<Record<string, Tensor>>) {
  return { tensor, numbers, byKindAndAge, kindRows, companions, rows, adjacency, variants };

  function tensor<T extends Tensor["data"]>(name: string, type: TensorType<T>, length?: number): T {
    const found = tensors[name];
    if (found === undefined) throw shapeError(name, "is missing");
    if (!(found.data instanceof type)) throw shapeError(name, `is not a ${type.name}`);
    if (found.shape.length !== 1)
      throw shapeError(name, `has shape [${found.shape.join(", ")}], not one dimension`);
    if (length !== undefined && found.data.length !== length) {
      throw shapeError(name, `has ${found.data.length} entries instead of ${length}`);
    }
    return found.data;
  }

  /** A tensor of numbers from 0 to 1e30: one NaN, given or made by adding, would spoil the order of every list. */
  function numbers<T extends Float32Array | Float64Array>(
    name: string,
    type: TensorType<T>,
    length: number,
  ): T {
    const found = tensor(name, type, length);
    const bad = found.findIndex((value) => !isWeight(value));
    if (bad >= 0) throw numberError(name, `has ${found[bad]} at ${bad}`);
    return found;
  }

  /** Numbers from 0 to 1, kinds × `AGE_STEPS`. */
  function byKindAndAge(name: string): Float32Array {
    const found = tensor(name, Float32Array);
    const whole = found.length - (found.length % AGE_STEPS);
    if (found.length !== whole) throw shapeError(name, `has ${found.length} entries instead of ${whole}`);
    const bad = found.findIndex((value) => !(value >= 0 && value <= 1));
    if (bad >= 0) throw numberError(name, `has ${found[bad]} at ${bad}`);
    return found;
  }

  /** A CSR matrix of `count` rows whose column indices are below `columnCount` and ascend within a row. */
  function rows(
    offsetsName: string,
    count: number,
    columnsName: string,
    columnCount: number,
    weightsName: string,
  ): Rows {
    const offsets = tensor(offsetsName, Uint32Array, count + 1);
    const size = offsets[count]!;
    const columns = tensor(columnsName, Uint32Array, size);
    const weights = tensor(weightsName, Float32Array, size);
    if (offsets[0] !== 0) throw indexError(offsetsName, "does not begin at 0");
    for (let row = 0; row < count; row++) {
      const end = offsets[row + 1]!;
      if (end < offsets[row]! || end > size) throw indexError(offsetsName, `has a bad row ${row}`);
      let previous = -1;
      for (let at = offsets[row]!; at < end; at++) {
        const column = columns[at]!;
        if (column >= columnCount) throw indexError(columnsName, `points to ${column} of ${columnCount}`);
        if (column <= previous) throw indexError(columnsName, `is not ascending in row ${row}`);
        if (!isWeight(weights[at]!)) throw numberError(weightsName, `has ${weights[at]} in row ${row}`);
        previous = column;
      }
    }
    return { offsets, columns, weights };
  }

  function variants(items: number): FittedVariants | undefined {
    if (tensors["variants.product"] === undefined) return undefined;
    const product = tensor("variants.product", Uint32Array, items);
    const bad = product.findIndex((first, item) => first > item || product[first] !== first);
    if (bad >= 0) throw indexError("variants.product", `has ${product[bad]} at ${bad}`);
    return { product, occurrences: tensor("variants.occurrences", Uint32Array, items) };
  }

  /** Rows of kinds by kind. */
  function kindRows(
    name: string,
    kinds: number,
  ): { readonly offsets: Uint32Array; readonly targets: Uint16Array } {
    const offsets = tensor(`${name}.offsets`, Uint32Array, kinds + 2);
    if (offsets.some((offset, at) => offset < (offsets[at - 1] ?? 0)))
      throw indexError(`${name}.offsets`, "does not ascend");
    const targets = tensor(`${name}.targets`, Uint16Array, offsets.at(-1));
    const far = targets.find((target) => target > kinds);
    if (far !== undefined) throw indexError(`${name}.targets`, `points to ${far} of ${kinds}`);
    return { offsets, targets };
  }

  function companions(kinds: number): Companions {
    const rows = kindRows("companions", kinds);
    return { ...rows, ratios: numbers("companions.ratios", Float32Array, rows.targets.length) };
  }

  function adjacency(items: number): Adjacency {
    const offsets = tensor("edges.offsets", Uint32Array, 2 * items + 1);
    const size = offsets[2 * items]!;
    const cells = tensor("edges.cells", Int32Array, size);
    const weightBits = weightBitsFor(items);
    const units = numbers("edges.units", Float32Array, 3 * items);
    if (offsets[0] !== 0) throw indexError("edges.offsets", "does not begin at 0");
    for (let part = 0; part < 2 * items; part++) {
      const end = offsets[part + 1]!;
      if (end < offsets[part]! || end > size) throw indexError("edges.offsets", `has a bad row ${part}`);
      let previous = -1;
      for (let at = offsets[part]!; at < end; at++) {
        const target = cells[at]! >>> (2 * weightBits);
        if (target >= items) throw indexError("edges.cells", `points to ${target} of ${items}`);
        if (target <= previous) throw indexError("edges.cells", `is not ascending in row ${part}`);
        previous = target;
      }
    }
    return { offsets, cells, weightBits, units };
  }
}

/** Far above any weight that is fitted, and far enough below float32's greatest number for sums of them to be finite. */
const MOST_WEIGHT = 1e30;

function isWeight(value: number): boolean {
  return value >= 0 && value <= MOST_WEIGHT;
}

function shapeError(name: string, what: string): BundleError {
  return new BundleError("wrong-shape", `the bundle's tensor ${name} ${what}; train the model again`);
}

function numberError(name: string, what: string): BundleError {
  return new BundleError("corrupt", `the bundle's tensor ${name} ${what}; train the model again`);
}

function indexError(name: string, what: string): BundleError {
  return new BundleError("index-out-of-range", `the bundle's tensor ${name} ${what}; train the model again`);
}
