import { readFileSync } from 'node:fs';

export class ModelError extends Error {}

type Field = readonly [number: number, value: number | Uint8Array];

/** The fields of one protobuf message; only what an ONNX file uses. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ModelError('the model file breaks off');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    if (wire === 0) yield [key >>> 3, varint()];
    else {
      const length = wire === 2 ? varint() : wire === 5 ? 4 : 8;
      yield [key >>> 3, bytes.subarray(at, at + length)];
      at += length;
    }
  }
}

const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const NODE = { output: 2, attribute: 5 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6 } as const;
const TENSOR_RAW = 9;

const inside = (bytes: Uint8Array, field: number): Uint8Array[] =>
  [...fields(bytes)].flatMap(([number, value]) => (number === field && typeof value !== 'number' ? [value] : []));

/** Every constant tensor of the graph under its name, also those of branches. */
function collect(graph: Uint8Array, into: Map<string, Uint8Array>): void {
  for (const node of inside(graph, GRAPH_NODE)) {
    const name = Buffer.from(inside(node, NODE.output)[0] ?? []).toString();
    for (const attribute of inside(node, NODE.attribute)) {
      for (const branch of inside(attribute, ATTRIBUTE.graph)) collect(branch, into);
      const raw = inside(attribute, ATTRIBUTE.tensor).flatMap((tensor) => inside(tensor, TENSOR_RAW))[0];
      if (raw) into.set(name, raw);
    }
  }
}

/** Reads the weights of one branch out of an ONNX file. Doubles: V8 multiplies those without converting. */
export function readWeights(path: string, branch: string): (name: string, length: number) => Float64Array {
  const tensors = new Map<string, Uint8Array>();
  // A copy: slicing a Buffer would not copy, and the numbers must lie on their own boundaries.
  const file = new Uint8Array(readFileSync(path));
  for (const graph of inside(file, MODEL_GRAPH)) collect(graph, tensors);
  return (name, length) => {
    const raw = tensors.get(branch + name);
    if (raw?.length !== length * 4)
      throw new ModelError(`the model has no ${name} of ${length} numbers: is it Silero VAD 5?`);
    return new Float64Array(new Float32Array(raw.slice().buffer));
  };
}
