/** Sum of products; four at a time, so that one does not wait for the other. */
function dot(a: Float64Array, from: number, b: Float64Array, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < length; i += 4) {
    s0 += (a[from + i] as number) * (b[i] as number);
    s1 += (a[from + i + 1] as number) * (b[i + 1] as number);
    s2 += (a[from + i + 2] as number) * (b[i + 2] as number);
    s3 += (a[from + i + 3] as number) * (b[i + 3] as number);
  }
  return s0 + s1 + s2 + s3;
}

const padded = (length: number): number => (length + 3) & ~3;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface ConvolutionShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
  readonly frames: number;
}

/** A convolution over three frames with a border of one and a ReLU. Frames lie one after the other. */
export class Convolution {
  readonly output: Float64Array;
  readonly #weights: Float64Array;
  readonly #bias: Float64Array;
  readonly #shape: ConvolutionShape;
  readonly #row: number;
  readonly #patch: Float64Array;

  /** `weights` as ONNX has them: output, input, tap. */
  constructor(weights: Float64Array, bias: Float64Array, shape: ConvolutionShape) {
    const { inputs, outputs, frames, stride } = shape;
    this.#shape = shape;
    this.#bias = bias;
    this.#row = padded(inputs * 3);
    this.#weights = new Float64Array(outputs * this.#row);
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        for (let tap = 0; tap < 3; tap++)
          this.#weights[o * this.#row + tap * inputs + i] = weights[(o * inputs + i) * 3 + tap] as number;
    this.#patch = new Float64Array(this.#row);
    this.output = new Float64Array(Math.ceil(frames / stride) * outputs);
  }

  run(input: Float64Array): Float64Array {
    const { inputs, outputs, frames, stride } = this.#shape;
    for (let frame = 0, out = 0; frame < frames; frame += stride, out++) {
      for (let tap = 0; tap < 3; tap++) {
        const from = frame + tap - 1;
        if (from < 0 || from >= frames) this.#patch.fill(0, tap * inputs, (tap + 1) * inputs);
        else this.#patch.set(input.subarray(from * inputs, (from + 1) * inputs), tap * inputs);
      }
      for (let o = 0; o < outputs; o++) {
        const sum = dot(this.#weights, o * this.#row, this.#patch, this.#row) + (this.#bias[o] as number);
        this.output[out * outputs + o] = Math.max(0, sum);
      }
    }
    return this.output;
  }
}

/** One step of a long short-term memory; gates lie in the order input, forget, cell, output. */
export class Memory {
  readonly hidden: Float64Array;
  readonly #cell: Float64Array;
  readonly #weights: { readonly input: Float64Array; readonly hidden: Float64Array };
  readonly #bias: Float64Array;
  readonly #gates: Float64Array;

  constructor(weights: { input: Float64Array; hidden: Float64Array }, biases: readonly [Float64Array, Float64Array]) {
    const units = biases[0].length / 4;
    this.#weights = weights;
    this.#bias = biases[0].map((value, i) => value + (biases[1][i] as number));
    this.#gates = new Float64Array(units * 4);
    this.hidden = new Float64Array(units);
    this.#cell = new Float64Array(units);
  }

  step(input: Float64Array): Float64Array {
    const units = this.hidden.length;
    const gates = this.#gates;
    for (let g = 0; g < gates.length; g++) {
      const seen = dot(this.#weights.input, g * units, input, units);
      gates[g] = seen + dot(this.#weights.hidden, g * units, this.hidden, units) + (this.#bias[g] as number);
    }
    for (let u = 0; u < units; u++) {
      const kept = sigmoid(gates[units + u] as number) * (this.#cell[u] as number);
      const cell = kept + sigmoid(gates[u] as number) * Math.tanh(gates[2 * units + u] as number);
      this.#cell[u] = cell;
      this.hidden[u] = sigmoid(gates[3 * units + u] as number) * Math.tanh(cell);
    }
    return this.hidden;
  }

  reset(): void {
    this.hidden.fill(0);
    this.#cell.fill(0);
  }
}

export { sigmoid };
