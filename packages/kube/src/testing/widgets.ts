import type { Client } from '../client.ts';
import type { KubeObject } from '../object.ts';
import { resource } from '../resource.ts';
import { until } from './component.ts';

/** A custom resource with a status, for tests. */
export interface Widget extends KubeObject {
  spec?: { size?: number; note?: string };
  status?: { phase?: string; seen?: number };
}

export const widgets = resource<Widget>('example.com/v1', 'Widget', 'widgets');

const openObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const definitions = resource<KubeObject>(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'cluster',
);

export async function defineWidgets(client: Client): Promise<void> {
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: openObject, status: openObject } } },
  };
  const spec = {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    versions: [version],
  };
  await client.of(definitions).create({ metadata: { name: 'widgets.example.com' }, spec } as KubeObject);
  await until('the widgets to be served', async () => (await client.of(widgets).list()).items.length === 0);
}
