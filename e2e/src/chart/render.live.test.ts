import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { chart, type Manifest, podSpecs, rendered } from './helm.ts';

// The chart is rendered by Helm itself; nothing of the cluster is asked.

interface Priority {
  readonly value: number;
  readonly preemptionPolicy?: string;
}

const tested = { test: { tenant: 'demo', agent: 'ada' } };
const digest = `sha256:${'0'.repeat(64)}`;
const configOf = (manifests: readonly Manifest[], program: string): Record<string, Record<string, unknown>> => {
  const map = manifests.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `switchboard-${program}`,
  );
  return parse(map?.data?.['config.yaml'] ?? '');
};
const hashOf = (manifests: readonly Manifest[], program: string): string | undefined =>
  manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === `switchboard-${program}`)?.spec
    ?.template?.metadata.annotations?.['switchboard.dev/config'];

describe('images', () => {
  test('come from the global registry, all of them, hooks and session pods too', async () => {
    const manifests = await rendered({ ...tested, global: { imageRegistry: 'registry.example.com/voice' } });
    const images = podSpecs(manifests).flatMap(({ containers }) => containers.map(({ image }) => image));
    expect(images.length).toBeGreaterThanOrEqual(4);
    for (const image of images) expect(image).toMatch(/^registry\.example\.com\/voice\/switchboard\//);
    expect(configOf(manifests, 'operator')['pods']?.['image']).toMatch(/^registry\.example\.com\/voice\//);
  });

  test('a digest goes before a tag, and a whole reference before both', async () => {
    const image = { tag: '1', digest };
    const manifests = await rendered({ operator: { image }, gateway: { image: { ...image, ref: 'other/gateway:2' } } });
    const images = podSpecs(manifests).flatMap(({ containers }) => containers.map(({ image }) => image));
    expect(new Set(images)).toEqual(new Set([`switchboard/operator@${digest}`, 'other/gateway:2']));
  });

  test('pull secrets reach every pod of the release, and the session pods', async () => {
    const manifests = await rendered({ ...tested, global: { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] } });
    const specs = podSpecs(manifests);
    expect(specs.length).toBeGreaterThanOrEqual(4);
    for (const { imagePullSecrets } of specs) expect(imagePullSecrets).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(configOf(manifests, 'operator')['pods']?.['imagePullSecrets']).toEqual(['a', 'b']);
  });
});

test('each program’s pods, and the hook that is its image, go to the nodes that the values name', async () => {
  const taint = { key: 'system', operator: 'Exists' };
  const on = (pool: string) => ({ nodeSelector: { pool }, tolerations: [taint] });
  const specs = podSpecs(await rendered({ ...tested, operator: on('control'), gateway: on('edge') }));
  const pools = specs.map(({ nodeSelector, tolerations }) => [nodeSelector?.['pool'], tolerations]);
  expect(pools.sort()).toEqual(['control', 'control', 'edge', 'edge'].map((pool) => [pool, [taint]]));
});

test('one Secret is enough, and no manifest holds one but the key of the test', async () => {
  const manifests = await rendered();
  const names = podSpecs(manifests).flatMap(({ volumes = [] }) => volumes.flatMap(({ secret }) => secret ?? []));
  expect(new Set(names.map(({ secretName }) => secretName))).toEqual(new Set(['switchboard']));
  expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  const keys = (await rendered(tested)).filter(({ kind }) => kind === 'Secret');
  for (const { metadata } of keys) {
    expect(metadata.annotations?.['helm.sh/hook']).toBe('test');
    expect(metadata.annotations?.['helm.sh/hook-delete-policy']).toMatch(/hook-succeeded,hook-failed/);
  }
  expect(keys).toHaveLength(2);
});

describe('settings that the programs take over by themselves roll nothing', () => {
  const live = parse(readFileSync(join(chart, 'files/live-settings.yaml'), 'utf8')) as Record<string, string[]>;
  const cases = Object.entries(live).flatMap(([program, paths]) => paths.map((path) => [program, path] as const));

  test.each(cases)('%s: %s', async (program, path) => {
    const value = path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), 7);
    const changed = await rendered({ [program]: { config: value } });
    expect(configOf(changed, program)).toMatchObject(value as object);
    expect(hashOf(changed, program)).toBe(hashOf(await rendered(), program));
  });

  test.each(['operator', 'gateway'])('%s rolls where another setting changes', async (program) => {
    const before = hashOf(await rendered(), program);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf(await rendered({ [program]: { config: { adminPort: 9191 } } }), program)).not.toBe(before);
  });
});

test('a gateway that scales by load is never taken down as a whole', async () => {
  const budgets = async (gateway: object) =>
    (await rendered({ gateway })).filter(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === 'switchboard-gateway',
    );
  expect(await budgets({ replicas: 1, autoscaling: { enabled: true } })).toHaveLength(1);
  expect(await budgets({ replicas: 1 })).toEqual([]);
});

test('no session pod may push operator or gateway out, and neither of them a conversation', async () => {
  const manifests = await rendered();
  const classes = manifests.filter(({ kind }) => kind === 'PriorityClass') as (Manifest & Priority)[];
  const of = (name: string) => classes.find(({ metadata }) => metadata.name === name);
  for (const { priorityClassName = '' } of podSpecs(manifests.filter(({ kind }) => kind === 'Deployment')))
    expect(of(priorityClassName)?.preemptionPolicy).toBe('Never');
  const [control, live] = [of('switchboard-programs-system'), of('switchboard-live-system')];
  expect(control?.value).toBeGreaterThan(live?.value ?? Number.POSITIVE_INFINITY);
});

test('the CRDs stay when the release goes', async () => {
  const crds = (await rendered()).filter(({ kind }) => kind === 'CustomResourceDefinition');
  expect(crds).toHaveLength(4);
  for (const { metadata } of crds) expect(metadata.annotations?.['helm.sh/resource-policy']).toBe('keep');
});

test('an Ingress and an HTTPRoute together are refused, in words', async () => {
  const parentRefs = [{ name: 'public' }];
  const both = { ingress: { enabled: true, host: 'a.example.com' }, httpRoute: { enabled: true, parentRefs } };
  await expect(rendered({ gateway: both })).rejects.toThrow(/choose one way in/);
});
