import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { kubectl, ownNamespace } from '../support/index.ts';

const folder = join(import.meta.dirname, '../../../manifests/examples/platform');
const namespace = ownNamespace('examples');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string };
}

const manifests = (file: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Manifest);

// KEDA's own kinds are not on this cluster.
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && !/\.values\.yaml$|^keda/.test(file));

test.each(files)('the API server takes %s as it is', async (file) => {
  const here = manifests(file)
    .filter(({ kind }) => kind !== 'Namespace')
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace } }));
  expect(here.length).toBeGreaterThan(0);
  const text = here.map((manifest) => stringify(manifest)).join('---\n');
  const answer = await kubectl(
    ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename', '-'],
    text,
  );
  expect(answer.trim().split('\n')).toHaveLength(here.length);
});

test('no quota of an example limits the CPU, which would refuse every session pod', () => {
  const quotas = files.flatMap(manifests).filter(({ kind }) => kind === 'ResourceQuota');
  expect(quotas.length).toBeGreaterThan(0);
  for (const quota of quotas) expect(JSON.stringify(quota)).not.toContain('limits.cpu');
});
