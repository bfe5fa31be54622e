import type { KubeObject } from './object.ts';

/** Where a resource lives in the API. `T` is the shape of its objects. */
export interface Resource<T extends KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Carries `T`; never set. */
  readonly shape?: T;
}

/** `resource<Thing>('example.com/v1', 'Thing', 'things')`; for the core group the first word is just `v1`. */
export function resource<T extends KubeObject>(
  apiVersion: string,
  kind: string,
  plural: string,
  scope: 'namespaced' | 'cluster' = 'namespaced',
): Resource<T> {
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    plural,
    namespaced: scope === 'namespaced',
  };
}

export function apiVersionOf(target: Resource<KubeObject>): string {
  return target.group === '' ? target.version : `${target.group}/${target.version}`;
}

/** The path of a collection (no name) or of one object; without a namespace, the collection across all of them. */
export function pathOf(target: Resource<KubeObject>, namespace?: string, name?: string, subresource?: string): string {
  const root = target.group === '' ? `/api/${target.version}` : `/apis/${target.group}/${target.version}`;
  const scope = target.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const leaf = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  const below = subresource === undefined ? '' : `/${subresource}`;
  return `${root}${scope}/${target.plural}${leaf}${below}`;
}
