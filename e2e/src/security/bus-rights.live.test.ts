import { randomUUID } from 'node:crypto';
import { connectAs, publishesOfNoPod, refusalOf, subscriptionsOfNoPod } from '@switchboard/bus/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createAgent, get, ownNamespace, type Pod, warmPods } from '../support/index.ts';
import { busUrl, claimsOf, forged, jwtOf, minter, mountedCredential, storedCredential } from './pod-credential.ts';

type ConfinedPod = Pod & { readonly spec: { readonly activeDeadlineSeconds: number } };

const namespace = ownNamespace('bus-rights', 'switchboard-system');
let url: string;
let creds: string;
let pods: readonly ConfinedPod[];

beforeAll(async () => {
  url = await busUrl();
  await createAgent(namespace, 'ada', { warm: 2 });
  await warmPods(namespace, 'ada', 2);
  pods = (await get<{ items: ConfinedPod[] }>('pods', '--namespace', namespace)).items;
  creds = await mountedCredential(namespace, pods[0]?.metadata.name ?? '');
});

const own = (): string => pods[0]?.metadata.uid ?? '';
const other = (): string => pods[1]?.metadata.uid ?? '';

async function asThePod() {
  const connection = await connectAs(url, creds, own());
  onTestFinished(() => connection.close());
  return connection;
}

test('the credential is the pod’s own, for no longer than the pod may live, and carries no rights of its own', async () => {
  expect(await storedCredential(namespace, pods[0]?.metadata.name ?? '')).toBe(creds);
  const { name, iat, exp, nats } = claimsOf(creds);
  expect(name).toBe(own());
  expect(exp - iat).toBeLessThanOrEqual((pods[0]?.spec.activeDeadlineSeconds ?? 0) + 60);
  expect(nats).not.toHaveProperty('pub');
  expect(nats).not.toHaveProperty('sub');
});

test('it connects, and may speak as itself and hear itself, so that the refusals below mean something', async () => {
  const connection = await asThePod();
  const heard = connection.subscribe(`sb.ctl.${own()}.nothing`);
  connection.publish(`sb.pod.${own()}.interim`, '{}');
  await connection.flush();
  expect([connection.isClosed(), heard.isClosed()]).toEqual([false, false]);
});

// The uids are known only when the pods are there; the number and the names of the rows are not.
const rows = (table: (own: string, other: string) => readonly (readonly [string, string])[]) =>
  table('', '').map(([what], at) => [what, () => table(own(), other())[at]?.[1] ?? ''] as const);

test.each(rows(publishesOfNoPod))('a running pod’s credential may not publish %s', async (_what, subjectNow) => {
  const [connection, subject] = [await asThePod(), subjectNow()];
  const refusal = await refusalOf(connection, () => connection.publish(subject, 'x'));
  expect(refusal).toMatchObject({ name: 'PermissionViolationError', operation: 'publish', subject });
});

test.each(rows(subscriptionsOfNoPod))('a running pod’s credential may not subscribe %s', async (_what, subjectNow) => {
  const [connection, subject] = [await asThePod(), subjectNow()];
  const refusal = await refusalOf(connection, () => void connection.subscribe(subject));
  expect(refusal).toMatchObject({ name: 'PermissionViolationError', operation: 'subscription', subject });
});

const day = 86_400;
test.each<[string, () => string]>([
  ['an expired one', () => minter().mint(own(), new Date(Date.now() - 1000)).creds],
  ['one whose life was lengthened', () => forged(creds, { exp: claimsOf(creds).exp + day })],
  ['one that took the name of another pod', () => forged(creds, { name: other() })],
  ['one named by a wildcard', () => forged(creds, { name: '*' })],
  [
    'one that gave itself rights',
    () => forged(creds, { nats: { ...claimsOf(creds).nats, pub: { allow: ['>'] }, sub: { allow: ['>'] } } }),
  ],
  ['the JWT of one with the seed of another', () => withJwt(minter().mint(randomUUID(), soon()).creds, jwtOf(creds))],
])('the server refuses %s', async (_what, made) => {
  await expect(connectAs(url, made(), own())).rejects.toThrow(/authorization violation|expired/i);
});

test('the server refuses whoever brings nothing', async () => {
  await expect(connectAs(url, '', own())).rejects.toThrow();
});

const soon = (): Date => new Date(Date.now() + 60_000);
const withJwt = (creds: string, jwt: string): string => creds.replace(jwtOf(creds), jwt);
