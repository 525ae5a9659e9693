// How long ago something was, in the steps by which habits are learned.

const DAY = 86_400;

/** Upper ends of the steps, in days; the last step has none. */
const ENDS = [1, 3, 7, 10, 14, 18, 22, 26, 30, 35, 40, 50, 60, 75, 90, 120, 180, 365];

export const AGE_STEPS = ENDS.length + 1;

/** The step, 0 to `AGE_STEPS - 1`, of an age in seconds. */
export function ageStep(seconds: number): number {
  const days = seconds / DAY;
  let step = 0;
  while (step < ENDS.length && days >= ENDS[step]!) step++;
  return step;
}
