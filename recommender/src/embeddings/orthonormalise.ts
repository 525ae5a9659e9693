// Makes the columns of a tall matrix orthonormal, by the Cholesky factor of their products.

/** A column of which less than this share is new, beside those before it, is rounding errors. */
const MIN_NEW_SHARE = 1e-10;

/** `matrix` is row-major with `width` columns, and changed in place. Columns that depend on those before them become 0. */
export function orthonormalise(matrix: Float32Array, width: number): void {
  const factor = choleskyFactor(columnProducts(matrix, width), width);
  for (let row = 0; row < matrix.length; row += width) {
    for (let column = 0; column < width; column++) {
      const length = factor[column * width + column]!;
      let rest = matrix[row + column]!;
      for (let before = 0; before < column; before++)
        rest -= factor[column * width + before]! * matrix[row + before]!;
      matrix[row + column] = length === 0 ? 0 : rest / length;
    }
  }
}

/** The products of all columns with those up to themselves: the lower triangle of a `width` × `width` matrix, row-major. */
function columnProducts(matrix: Float32Array, width: number): Float64Array {
  const products = new Float64Array(width * width);
  for (let row = 0; row < matrix.length; row += width) {
    for (let column = 0; column < width; column++) {
      const value = matrix[row + column]!;
      const cell = column * width;
      for (let before = 0; before <= column; before++)
        products[cell + before]! += value * matrix[row + before]!;
    }
  }
  return products;
}

/** The lower triangle whose product with its transpose is that of `products`; in place. A dependent column's is all 0. */
function choleskyFactor(products: Float64Array, width: number): Float64Array {
  for (let column = 0; column < width; column++) {
    const own = products[column * width + column]!;
    for (let before = 0; before <= column; before++) {
      let rest = products[column * width + before]!;
      for (let at = 0; at < before; at++)
        rest -= products[column * width + at]! * products[before * width + at]!;
      const length = products[before * width + before]!;
      if (before < column) products[column * width + before] = length === 0 ? 0 : rest / length;
      else products[column * width + column] = rest > MIN_NEW_SHARE * own ? Math.sqrt(rest) : 0;
    }
  }
  return products;
}
