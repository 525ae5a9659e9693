// Whether customers click less on what the canary shows, at whatever moment one looks.

export interface Shown {
  /** Lists that were shown, and clicks on them. */
  readonly lists: number;
  readonly clicks: number;
}

export interface ClickThrough {
  /** Clicks per list. */
  readonly canary: number;
  readonly primary: number;
  /** How many times likelier what was seen is when the two differ than when they do not. */
  readonly evidence: number;
  readonly isWorse: boolean;
}

/** The greatest share of canaries as good as their primary that may ever be called worse. */
const FALSE_ALARMS = 0.01;
/** How far a canary's rate is expected to be from the primary's, as a share of it: the scale of the mixture. */
const EXPECTED_DIFFERENCE = 0.25;
/** What is beyond is not likelier in any sense, and no number. */
const MOST_EXPONENT = 500;
/** A list may be clicked more than once; a rate is a probability all the same. */
const MOST = 0.999;

/**
 * A mixture sequential probability ratio test of two rates (Johari, Pekelis, Walsh: "Always Valid Inference", 2015): its
 * error holds although it is looked at every few seconds and stops at the first sign. Undefined before both were shown
 * and clicked enough for a rate.
 */
export function compareClickThrough(canary: Shown, primary: Shown): ClickThrough | undefined {
  if (canary.lists < 1 || primary.lists < 1 || primary.clicks < 1) return undefined;
  const ofCanary = canary.clicks / canary.lists;
  const ofPrimary = primary.clicks / primary.lists;
  const pooled = Math.min(MOST, (canary.clicks + primary.clicks) / (canary.lists + primary.lists));
  const variance = pooled * (1 - pooled) * (1 / canary.lists + 1 / primary.lists);
  const scale = (EXPECTED_DIFFERENCE * ofPrimary) ** 2;
  const difference = ofCanary - ofPrimary;
  const evidence =
    Math.sqrt(variance / (variance + scale)) *
    Math.exp(Math.min(MOST_EXPONENT, (difference ** 2 * scale) / (2 * variance * (variance + scale))));
  return {
    canary: ofCanary,
    primary: ofPrimary,
    evidence,
    isWorse: difference < 0 && evidence >= 1 / FALSE_ALARMS,
  };
}
