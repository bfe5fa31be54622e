/** Rows of one length, one after the other; their number is a multiple of four. */
export interface Rows {
  readonly numbers: Float64Array;
  readonly length: number;
}

/**
 * The products of a vector with every row, from `at` on. Four rows go together: a number of the vector is read once for
 * four sums, which do not wait for each other.
 */
export function products({ numbers, length }: Rows, x: Float64Array, out: Float64Array, at: number): void {
  const rows = numbers.length / length;
  for (let row = 0; row < rows; row += 4) {
    const first = row * length;
    const second = first + length;
    const third = second + length;
    const fourth = third + length;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < length; i++) {
      const value = x[i] as number;
      s0 += (numbers[first + i] as number) * value;
      s1 += (numbers[second + i] as number) * value;
      s2 += (numbers[third + i] as number) * value;
      s3 += (numbers[fourth + i] as number) * value;
    }
    out[at + row] = s0;
    out[at + row + 1] = s1;
    out[at + row + 2] = s2;
    out[at + row + 3] = s3;
  }
}

/** The same for two vectors, whose products lie one after the other: each number of the matrix, too, is read once for both. */
export function pairProducts(
  { numbers, length }: Rows,
  [x, y]: readonly [Float64Array, Float64Array],
  out: Float64Array,
  at: number,
): void {
  const rows = numbers.length / length;
  const next = at + rows;
  for (let row = 0; row < rows; row += 4) {
    const first = row * length;
    const second = first + length;
    const third = second + length;
    const fourth = third + length;
    let x0 = 0;
    let x1 = 0;
    let x2 = 0;
    let x3 = 0;
    let y0 = 0;
    let y1 = 0;
    let y2 = 0;
    let y3 = 0;
    for (let i = 0; i < length; i++) {
      const ofX = x[i] as number;
      const ofY = y[i] as number;
      const a = numbers[first + i] as number;
      x0 += a * ofX;
      y0 += a * ofY;
      const b = numbers[second + i] as number;
      x1 += b * ofX;
      y1 += b * ofY;
      const c = numbers[third + i] as number;
      x2 += c * ofX;
      y2 += c * ofY;
      const d = numbers[fourth + i] as number;
      x3 += d * ofX;
      y3 += d * ofY;
    }
    out[at + row] = x0;
    out[at + row + 1] = x1;
    out[at + row + 2] = x2;
    out[at + row + 3] = x3;
    out[next + row] = y0;
    out[next + row + 1] = y1;
    out[next + row + 2] = y2;
    out[next + row + 3] = y3;
  }
}
