import type { Condition } from '@switchboard/api';

export interface Said {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

const MESSAGE_MAX = 1024;

/** The list with this condition said; the time of its last transition moves only when its status does. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  said: Said,
  at: { readonly now: string; readonly generation: number | undefined },
): Condition[] {
  const before = conditions?.find(({ type }) => type === said.type);
  const condition: Condition = {
    ...said,
    message: said.message.slice(0, MESSAGE_MAX),
    lastTransitionTime: before?.status === said.status ? before.lastTransitionTime : at.now,
    ...(at.generation === undefined ? {} : { observedGeneration: at.generation }),
  };
  const others = (conditions ?? []).filter(({ type }) => type !== said.type);
  return [...others, condition];
}

export const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

export const findCondition = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);

/** The merge patch that makes `before` into `after`: changed fields, and null for those that went. */
export function difference<T extends object>(before: T | undefined, after: T): Record<string, unknown> | undefined {
  if (before === after) return undefined;
  const patch: Record<string, unknown> = {};
  const old = (before ?? {}) as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (!isSame(old[key], now[key])) patch[key] = mergeValue(old[key], now[key]);
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** Also where one is as the API server wrote it, who sorts the fields. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (isObject(one) &&
    isObject(other) &&
    (JSON.stringify(one) === JSON.stringify(other) || sorted(one) === sorted(other)));

const sorted = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isPlain(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

// A merge patch merges objects, so that a field that went must be named with null at every depth.
function mergeValue(before: unknown, after: unknown): unknown {
  if (after === undefined) return null;
  if (!isPlain(before) || !isPlain(after)) return after;
  return difference(before, after) ?? after;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isPlain = (value: unknown): value is object => isObject(value) && !Array.isArray(value);
