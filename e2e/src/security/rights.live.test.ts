import { expect, test } from 'vitest';
import { kubectl, ownNamespace } from '../support/index.ts';

const namespace = ownNamespace('rights');
const operator = 'system:serviceaccount:switchboard-system:switchboard-operator';
const gateway = 'system:serviceaccount:switchboard-system:switchboard-gateway';

interface Asked {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string;
  readonly subresource?: string;
  /** Absent: everywhere. */
  readonly namespace?: string;
}

/** The API server's own answer, as it would give it to that account. */
async function may(user: string, resourceAttributes: Asked): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, resourceAttributes },
  };
  const answer = await kubectl(['create', '--filename', '-', '--output', 'json'], JSON.stringify(review));
  return (JSON.parse(answer) as { status: { allowed: boolean } }).status.allowed;
}

const ours = 'switchboard.dev';
const refusals: [string, Asked][] = [
  [operator, { verb: 'list', resource: 'secrets' }],
  [operator, { verb: 'get', resource: 'secrets', namespace: 'kube-system' }],
  [operator, { verb: 'watch', resource: 'secrets' }],
  [operator, { verb: 'create', resource: 'pods', subresource: 'exec' }],
  [operator, { verb: 'delete', resource: 'nodes' }],
  [operator, { verb: 'create', resource: 'clusterrolebindings', group: 'rbac.authorization.k8s.io' }],
  [operator, { verb: 'impersonate', resource: 'users' }],
  [operator, { verb: 'create', resource: 'serviceaccounts', subresource: 'token' }],
  [operator, { verb: '*', resource: '*', group: '*' }],
  // Of the keys namespace it may, where gateway.admin is enabled, as it is here.
  [gateway, { verb: 'list', resource: 'secrets' }],
  [gateway, { verb: 'get', resource: 'secrets', namespace: 'demo' }],
  [gateway, { verb: 'get', resource: 'pods' }],
  [gateway, { verb: 'create', resource: 'pods' }],
  [gateway, { verb: 'delete', resource: 'voicesessions', group: ours }],
  [gateway, { verb: 'patch', resource: 'voicesessions', subresource: 'status', group: ours }],
  [gateway, { verb: '*', resource: '*', group: '*' }],
];

test.each(refusals)('%s may not %j', async (who, what) => expect(await may(who, what)).toBe(false));

test('what each of them lives on is allowed, so that the refusals above mean something', async () => {
  expect(await may(operator, { verb: 'create', resource: 'pods', namespace: 'demo' })).toBe(true);
  expect(await may(gateway, { verb: 'create', resource: 'voicesessions', group: ours, namespace: 'demo' })).toBe(true);
});

test('the API server itself refuses the operator a Secret', async () => {
  const refused = await kubectl(['get', 'secrets', '--namespace', namespace, '--as', operator]).catch(String);
  expect(refused).toMatch(/forbidden/i);
});
