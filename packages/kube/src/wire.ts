import type { KubeObject, ObjectMeta } from './object.ts';

/**
 * A generated model of client-node as it really travels: dates are strings, names carry no generator's
 * underscore, and stored objects always have metadata.
 */
export type Wire<T> = KubeObject & Omit<Plain<T>, 'metadata' | 'apiVersion' | 'kind'> & { metadata: ObjectMeta };

type Plain<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Plain<U>[]
    : T extends object
      ? { [K in keyof T as K extends `_${infer Name}` ? Name : K]: Plain<T[K]> }
      : T;
