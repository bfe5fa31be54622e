import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest';
import { eventually } from './eventually.ts';
import { explain } from './explain.ts';
import { create, get, kubectl } from './kubectl.ts';

/** A namespace for one test file, under Pod Security "restricted"; what happened in it is printed when a test fails. */
export function ownNamespace(purpose: string, ...alsoExplain: string[]): string {
  const name = `e2e-${purpose}-${randomBytes(3).toString('hex')}`;
  beforeAll(async () => {
    await create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'switchboard.dev/e2e': 'true' } },
    });
    // A fresh namespace refuses pods until its default service account exists.
    await eventually('the default service account', () => get('serviceaccount', 'default', '--namespace', name));
  });
  beforeEach(() => {
    onTestFailed(async () => console.error(await explain(name, ...alsoExplain)));
  });
  afterAll(async () => {
    await kubectl(['delete', 'namespace', name, '--wait=false']);
  });
  return name;
}
