import { describe, expect, test } from "bun:test";
import { mulberry32 } from "../random.ts";
import { orthonormalise } from "./orthonormalise.ts";

/** The product of two columns of a row-major matrix. */
function product(matrix: Float32Array, width: number, a: number, b: number): number {
  let sum = 0;
  for (let row = 0; row < matrix.length; row += width) sum += matrix[row + a]! * matrix[row + b]!;
  return sum;
}

describe("orthonormal columns", () => {
  test("have length 1, are at right angles, and span what the columns spanned", () => {
    const [rows, width] = [50, 6];
    const random = mulberry32(1);
    const before = Float32Array.from({ length: rows * width }, () => random() - 0.3);
    const after = before.slice();
    orthonormalise(after, width);
    for (let a = 0; a < width; a++)
      for (let b = 0; b <= a; b++) expect(product(after, width, a, b)).toBeCloseTo(a === b ? 1 : 0, 5);
    for (let column = 0; column < width; column++) {
      let within = 0;
      for (let other = 0; other < width; other++) {
        let share = 0;
        for (let row = 0; row < rows; row++)
          share += before[row * width + column]! * after[row * width + other]!;
        within += share ** 2;
      }
      expect(within).toBeCloseTo(product(before, width, column, column), 3);
    }
  });

  test("become 0 where they depend on those before them, and where there is nothing", () => {
    const matrix = Float32Array.from([1, 2, 0, 3, 0, 0, 0, 1, 1, 2, 0, -1]);
    orthonormalise(matrix, 4);
    for (const [column, length] of [1, 0, 0, 1].entries())
      expect(product(matrix, 4, column, column)).toBeCloseTo(length, 5);
  });

  test("are no more than there are rows", () => {
    const matrix = Float32Array.from([3, 4, 5, 1, 0, 2]);
    orthonormalise(matrix, 3);
    expect(Array.from(matrix).every(Number.isFinite)).toBe(true);
    expect(product(matrix, 3, 2, 2)).toBe(0);
  });
});
