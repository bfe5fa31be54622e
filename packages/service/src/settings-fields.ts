/** A parsed configuration: objects of objects, down to values and lists. */
export interface Fields {
  [name: string]: unknown;
}

export interface Difference {
  /** Dotted, such as `limits.maxSessions`. */
  readonly path: string;
  /** undefined: it is not there any more. */
  readonly value: unknown;
}

/** The fields in which `next` is another; a list counts as one value. */
export function differences(before: Fields, next: Fields, within = ''): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(next)]);
  return [...names].flatMap((name) => {
    const path = `${within}${name}`;
    const [old, value] = [before[name], next[name]];
    if (isFields(old) && isFields(value)) return differences(old, value, `${path}.`);
    return JSON.stringify(old) === JSON.stringify(value) ? [] : [{ path, value }];
  });
}

export function put(target: Fields, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = target;
  for (const name of names) {
    const inner = at[name];
    if (!isFields(inner)) throw new TypeError(`${path} is not in the configuration`);
    at = inner;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
