/** Just enough of ONNX's protocol buffers to write a model of a few operators by hand. */
type Field = readonly [number: number, value: number | string | Uint8Array];

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
      const bytes = Buffer.from(value as string);
      return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
    }),
  );
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

const FLOAT = 1;
const INTS = 7;
const INT = 2;

function tensorInfo(name: string, dims: readonly number[]): Uint8Array {
  const shape = message(...dims.map((size): Field => [1, message([1, size])]));
  const tensor = message([1, FLOAT], [2, shape]);
  return message([1, name], [2, message([1, tensor])]);
}

const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/**
 * A model with the inputs and outputs of Smart Turn v3: the probability is that of `bias` plus `slope` times the mean of
 * the features.
 */
export function meanModel({ slope, bias }: { slope: number; bias: number }): Uint8Array {
  const constant = (name: string, value: number) => message([1, 1], [2, FLOAT], [8, name], [9, floats([value])]);
  const axes = message([1, 'axes'], [8, 1], [8, 2], [20, INTS]);
  const keep = message([1, 'keepdims'], [3, 0], [20, INT]);
  const node = (op: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]) =>
    message(
      ...inputs.map((name): Field => [1, name]),
      [2, output],
      [4, op],
      ...attributes.map((one): Field => [5, one]),
    );
  const graph = message(
    [1, node('ReduceMean', ['input_features'], 'mean', axes, keep)],
    [1, node('Mul', ['mean', 'slope'], 'scaled')],
    [1, node('Add', ['scaled', 'bias'], 'sum')],
    [1, node('Sigmoid', ['sum'], 'logits')],
    [2, 'mean-model'],
    [5, constant('slope', slope)],
    [5, constant('bias', bias)],
    [11, tensorInfo('input_features', [1, 80, 800])],
    [12, tensorInfo('logits', [1])],
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 17])]);
}
