// What MLflow 3 rejects, cuts or changes without a word, caught before it is sent.
import { redactUrls } from "@aisle/platform";
import { MlflowError } from "./error.ts";

/** Most entries of each kind in one `runs/log-batch`; together they make its limit of 1,000 in all. */
export const BATCH_LIMITS = { metrics: 800, params: 100, tags: 100 } as const;

const LONGEST_KEY = 250;
const LONGEST_PARAM = 6_000;
const LONGEST_RUN_TAG = 8_000;
const LONGEST_VERSION_TAG = 100_000;
const LONGEST_DATASET_DIGEST = 36;

/**
 * A metric, param or tag key, unchanged.
 * @throws MlflowError `invalid`: MLflow takes letters, digits and `_-. :/`, at most 250 characters, and nothing
 * that as a path would mean another (`a//b`, `../a`).
 */
export function checkedKey(key: string): string {
  const parts = key.split("/");
  if (key.length > LONGEST_KEY)
    throw invalid(`The key "${key.slice(0, 40)}…" is longer than 250 characters.`);
  if (!/^[/\w.\- :]+$/.test(key) || parts.some((part) => part === "" || part === "." || part === "..")) {
    throw invalid(
      `MLflow does not take the key "${key}": use letters, digits and _-. :/ only ("ndcg_at_10", not "ndcg@10").`,
    );
  }
  return key;
}

/**
 * A metric's value as MLflow's JSON wants it: a number, or the text `NaN`.
 * @throws MlflowError `invalid` for an infinity, which MLflow would store as 1.8e308.
 */
export function metricValue(key: string, value: number): number | "NaN" {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return value;
  throw invalid(`The metric ${key} is ${value}: MLflow cannot hold infinities.`);
}

/**
 * A time in milliseconds, or a step, unchanged.
 * @throws MlflowError `invalid` unless it is a whole number from 0: MLflow stores a fractional time as 0.
 */
export function wholeNumber(what: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(`${what} must be a whole number from 0, not ${value}.`);
}

/** A param's value; a longer one ends in a marker, where MLflow would cut it without a word. */
export function paramValue(value: string): string {
  return markCut(value, LONGEST_PARAM);
}

/** A run or logged model tag's value; a longer one ends in a marker, where MLflow would cut it without a word. */
export function tagValue(value: string): string {
  return markCut(value, LONGEST_RUN_TAG);
}

/** A model version tag's value; a longer one, which MLflow would reject, ends in a marker. */
export function versionTagValue(value: string): string {
  return markCut(value, LONGEST_VERSION_TAG);
}

/**
 * A dataset's digest, unchanged.
 * @throws MlflowError `invalid` when MLflow has no room for it (36 characters): pass the first 12 hex digits.
 */
export function datasetDigest(digest: string): string {
  if (digest.length > 0 && digest.length <= LONGEST_DATASET_DIGEST) return digest;
  throw invalid(`A dataset digest has 1 to 36 characters in MLflow, not ${digest.length}: "${digest}".`);
}

/**
 * A filter that compares a tag, for the search calls.
 * @throws MlflowError `invalid` when key or value hold a quote, which MLflow's filters cannot escape.
 */
export function tagFilter(key: string, value: string): string {
  return `tags.\`${unquoted(key)}\` = '${unquoted(value)}'`;
}

/** A filter for what has a tag, whatever its value. @throws MlflowError `invalid` when the key holds a quote. */
export function hasTag(key: string): string {
  return `tags.\`${unquoted(key)}\` LIKE '%'`;
}

/** A text for use between quotes in a filter. @throws MlflowError `invalid` when it holds a quote. */
export function unquoted(text: string): string {
  if (!/['"`\\]/.test(text)) return text;
  throw invalid(`MLflow's filters cannot hold quotes or backslashes: ${text}`);
}

/** Slices of at most `size` entries, in order. */
export function chunks<T>(entries: readonly T[], size: number): T[][] {
  const slices: T[][] = [];
  for (let start = 0; start < entries.length; start += size) slices.push(entries.slice(start, start + size));
  return slices;
}

/** Whoever reads MLflow may not know the passwords of the addresses that a message names. */
function markCut(text: string, limit: number): string {
  const value = redactUrls(text);
  if (value.length <= limit) return value;
  const marker = `… [cut, ${value.length} characters in all]`;
  const kept = value.slice(0, limit - marker.length);
  // Half of a surrogate pair would not survive UTF-8.
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + marker;
}

function invalid(message: string): MlflowError {
  return new MlflowError("invalid", message);
}
