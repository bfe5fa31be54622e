import { until } from '@switchboard/kube/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_VERSION } from '../resources/define.ts';
import { agentTable } from '../resources/tables/agent.ts';
import { type Changes, changed } from '../resources/tables/row.ts';
import type { Answer } from '../testing/api-server.ts';
import { privateServer, type ServerOfOnesOwn } from '../testing/servers.ts';
import { admissionBinding, admissionPolicy, POLICY_NAME } from './admission-policy.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const SESSIONS = `/apis/${API_VERSION}/namespaces/default/voicesessions`;
const AGENTS = `/apis/${API_VERSION}/namespaces/default/voiceagents`;

let own: ServerOfOnesOwn;

const session = (spec: object, name = 'call-1') => ({
  apiVersion: API_VERSION,
  kind: 'VoiceSession',
  metadata: { name },
  spec: { agent: 'frontdesk', ...spec },
});
const dryRun = (spec: object): Promise<Answer> =>
  own.server.call('POST', `${SESSIONS}?dryRun=All`, { body: session(spec, 'call-2') });

async function makeAgent(changes: Changes, collection = AGENTS): Promise<void> {
  const answer = await own.server.call('POST', collection, { body: changed(agentTable.valid, changes) });
  expect(answer.code, String(answer.body['message'])).toBe(201);
}

async function bind(action: 'Warn' | 'Deny'): Promise<void> {
  const path = `${ADMISSION}/validatingadmissionpolicybindings/${POLICY_NAME}`;
  expect((await own.server.apply(path, admissionBinding(action))).code).toBeLessThan(300);
}

/** The API server takes a policy up within seconds, not at once. */
const refused = (spec: object) => until('a refusal', async () => (await dryRun(spec)).code === 422);

beforeAll(async () => {
  own = await privateServer();
  const other = await own.server.createNamespace('other');
  await makeAgent({ 'spec.limits': { idleSeconds: 60, maxDurationSeconds: 600 } });
  await makeAgent({ 'metadata.name': 'strict', 'spec.limits': { idleSeconds: 5 } });
  await makeAgent({ 'spec.limits': { idleSeconds: 5 } }, AGENTS.replace('default', other));
  const policy = await own.server.apply(`${ADMISSION}/validatingadmissionpolicies/${POLICY_NAME}`, admissionPolicy());
  expect(policy.code, String(policy.body['message'])).toBe(201);
  await bind('Deny');
  await refused({ limits: { idleSeconds: 61 } });
});
afterAll(() => own?.stop());

test('a session that asks for more than its agent allows is told what to write', async () => {
  const answer = await dryRun({ limits: { maxDurationSeconds: 3600 } });
  expect(answer.code).toBe(422);
  expect(answer.body['message']).toContain(
    'spec.limits.maxDurationSeconds: agent frontdesk allows 600, and that is what will hold; write 600 or less, or leave it out',
  );
});

test('a session that asks for as much as its agent allows is taken', async () => {
  expect((await dryRun({ limits: { maxDurationSeconds: 600, idleSeconds: 60 } })).code).toBe(201);
});

test('a session without limits is taken', async () => {
  expect((await dryRun({})).code).toBe(201);
});

test('another agent’s limits are of no concern, nor those of its namesake in another namespace', async () => {
  expect((await dryRun({ limits: { idleSeconds: 50 } })).code).toBe(201);
});

test('an agent that does not exist allows anything: the operator will say AgentNotFound', async () => {
  expect((await dryRun({ agent: 'nobody', limits: { idleSeconds: 3600 } })).code).toBe(201);
});

test('a session whose agent became stricter can still be stopped', async () => {
  const path = `${SESSIONS}/call-1`;
  const created = await own.server.call('POST', SESSIONS, { body: session({ limits: { idleSeconds: 60 } }) });
  expect(created.code).toBe(201);
  const stricter = { spec: { limits: { idleSeconds: 30 } } };
  const contentType = 'application/merge-patch+json';
  expect((await own.server.call('PATCH', `${AGENTS}/frontdesk`, { body: stricter, contentType })).code).toBe(200);
  await refused({ limits: { idleSeconds: 60 } });
  const stopped = await own.server.call('PATCH', path, { body: { spec: { stop: true } }, contentType });
  expect(stopped.code, String(stopped.body['message'])).toBe(200);
});

test('as the chart installs it, the policy warns and takes the session', async () => {
  await bind('Warn');
  const asking = { limits: { maxDurationSeconds: 3600 } };
  await until('the session to be taken', async () => (await dryRun(asking)).code === 201);
  expect((await dryRun(asking)).warnings.join()).toContain('agent frontdesk allows 600');
});
