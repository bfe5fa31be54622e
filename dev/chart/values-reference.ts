import { isMap, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

export interface Value {
  readonly path: string;
  readonly says: string;
  /** Absent: a group. */
  readonly standard?: string;
}

/** A value of the chart that nobody explained. */
export class Unexplained extends Error {
  constructor(paths: readonly string[]) {
    super(`values.yaml does not explain ${paths.join(', ')}: write a comment above each`);
    this.name = 'Unexplained';
  }
}

/** Every value of values.yaml in order, and what the comment above it says; groups where they have one. */
export function valuesOf(text: string): Value[] {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (!isMap(document.contents)) throw new TypeError('values.yaml is not a map');
  const values = within(document.contents, '');
  const silent = values.filter(({ says, standard }) => says === '' && standard !== undefined);
  if (silent.length > 0) throw new Unexplained(silent.map(({ path }) => path));
  return values.filter(({ says }) => says !== '');
}

function within(map: YAMLMap, prefix: string): Value[] {
  return map.items.flatMap((pair, at) => {
    const path = `${prefix}${keyOf(pair)}`;
    // The parser gives the comment above a map's first entry to the map.
    const says = oneLine(commentOf(pair) ?? (at === 0 && prefix !== '' ? map.commentBefore : undefined) ?? '');
    const { value } = pair;
    if (isMap(value) && !value.flow && value.items.length > 0 && !isWhole(says, value)) {
      return [{ path, says }, ...within(value, `${path}.`)];
    }
    return [{ path, says, standard: JSON.stringify(isScalar(value) ? value.value : toPlain(value)) }];
  });
}

/** Resources are Kubernetes' own, and documented there. */
const isWhole = (says: string, map: YAMLMap): boolean =>
  says !== '' && map.items.every((pair) => isPair(pair) && ['requests', 'limits'].includes(keyOf(pair)));

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : String(key));
const commentOf = ({ key }: Pair): string | null | undefined => (isScalar(key) ? key.commentBefore : undefined);
const oneLine = (comment: string): string => comment.replace(/\s+/g, ' ').trim();
const toPlain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'toJSON' in value ? (value as { toJSON(): unknown }).toJSON() : value;
