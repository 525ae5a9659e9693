// Student's t distribution, for intervals from few clusters.

/** With more degrees of freedom the value is that of so many, which is greater by less than a thousandth. */
const MAX_DEGREES = 2000;

const HALVINGS = 60;

/**
 * The value that Student's t exceeds with probability `tail`, which is above 0 and at most a half; `Infinity` for less
 * than one degree of freedom. `degrees` is a whole number.
 */
export function criticalT(tail: number, degrees: number): number {
  if (!(tail > 0 && tail <= 0.5)) throw new RangeError(`a tail is above 0 and at most 0.5, not ${tail}`);
  if (degrees < 1) return Infinity;
  const whole = Math.min(degrees, MAX_DEGREES);
  // By the angle, which is bounded where t is not.
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (upperTail(middle, whole) > tail) low = middle;
    else high = middle;
  }
  return Math.sqrt(whole) * Math.tan(high);
}

/** P(t > √degrees × tan(angle)): Abramowitz and Stegun, 1964, formulas 26.7.3 and 26.7.4. */
function upperTail(angle: number, degrees: number): number {
  const sine = Math.sin(angle);
  const square = Math.cos(angle) ** 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = 0;
  for (let factor = isOdd ? 1 : 0; factor < degrees - 1; factor += 2) {
    sum += term;
    term *= ((factor + 1) / (factor + 2)) * square;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return (1 - within) / 2;
}
