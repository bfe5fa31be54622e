import { pairProducts, products, type Rows } from './products.ts';

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
  readonly #weights: Rows;
  readonly #bias: Float64Array;
  readonly #shape: ConvolutionShape;
  readonly #patches: readonly [Float64Array, Float64Array];

  /** `weights` as ONNX has them: output, input, tap. */
  constructor(weights: Float64Array, bias: Float64Array, shape: ConvolutionShape) {
    const { inputs, outputs, frames, stride } = shape;
    const length = inputs * 3;
    const numbers = new Float64Array(outputs * length);
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++)
        for (let tap = 0; tap < 3; tap++)
          numbers[o * length + tap * inputs + i] = weights[(o * inputs + i) * 3 + tap] as number;
    this.#shape = shape;
    this.#bias = bias;
    this.#weights = { numbers, length };
    this.#patches = [new Float64Array(length), new Float64Array(length)];
    this.output = new Float64Array(Math.ceil(frames / stride) * outputs);
  }

  run(input: Float64Array): Float64Array {
    const { outputs, stride } = this.#shape;
    const { output } = this;
    const [first, second] = this.#patches;
    const count = output.length / outputs;
    for (let out = 0; out < count; out += 2) {
      this.#lay(input, out * stride, first);
      if (out + 1 < count) {
        this.#lay(input, (out + 1) * stride, second);
        pairProducts(this.#weights, this.#patches, output, out * outputs);
      } else products(this.#weights, first, output, out * outputs);
    }
    for (let i = 0; i < output.length; i++)
      output[i] = Math.max(0, (output[i] as number) + (this.#bias[i % outputs] as number));
    return output;
  }

  /** A frame and its neighbours; beyond the first and the last there is nothing. */
  #lay(input: Float64Array, frame: number, patch: Float64Array): void {
    const { inputs, frames } = this.#shape;
    for (let tap = 0; tap < 3; tap++) {
      const from = frame + tap - 1;
      if (from < 0 || from >= frames) patch.fill(0, tap * inputs, (tap + 1) * inputs);
      else patch.set(input.subarray(from * inputs, (from + 1) * inputs), tap * inputs);
    }
  }
}

/** One step of a long short-term memory; gates lie in the order input, forget, cell, output. */
export class Memory {
  readonly hidden: Float64Array;
  readonly #cell: Float64Array;
  readonly #weights: { readonly input: Rows; readonly hidden: Rows };
  readonly #bias: Float64Array;
  readonly #seen: Float64Array;
  readonly #known: Float64Array;

  constructor(weights: { input: Float64Array; hidden: Float64Array }, biases: readonly [Float64Array, Float64Array]) {
    const gates = biases[0].length;
    const units = gates / 4;
    const rows = (numbers: Float64Array): Rows => ({ numbers, length: units });
    this.#weights = { input: rows(weights.input), hidden: rows(weights.hidden) };
    this.#bias = biases[0].map((value, i) => value + (biases[1][i] as number));
    this.#seen = new Float64Array(gates);
    this.#known = new Float64Array(gates);
    this.hidden = new Float64Array(units);
    this.#cell = new Float64Array(units);
  }

  step(input: Float64Array): Float64Array {
    const units = this.hidden.length;
    const gates = this.#seen;
    products(this.#weights.input, input, gates, 0);
    products(this.#weights.hidden, this.hidden, this.#known, 0);
    for (let g = 0; g < gates.length; g++)
      gates[g] = (gates[g] as number) + (this.#known[g] as number) + (this.#bias[g] as number);
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
