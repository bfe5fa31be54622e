import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_VERSION, GROUP } from '../resources/define.ts';
import { agentTable } from '../resources/tables/agent.ts';
import { changed } from '../resources/tables/row.ts';
import type { Answer } from '../testing/api-server.ts';
import { privateServer, type ServerOfOnesOwn } from '../testing/servers.ts';
import { admissionBinding, admissionPolicy } from './admission-policy.ts';

const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const BINDINGS = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
const DEADLINE_MS = 30_000;

const server = new ApiServer();
/** A name of its own, and a binding for one namespace: the installed policy stays as it is. */
const name = `test-${randomBytes(4).toString('hex')}.${GROUP}`;
let namespace = '';
let elsewhere = '';

const sessions = (inNamespace = namespace) => `/apis/${API_VERSION}/namespaces/${inNamespace}/voicesessions`;
const agents = (inNamespace = namespace) => `/apis/${API_VERSION}/namespaces/${inNamespace}/voiceagents`;
const session = (spec: object, sessionName = 'call-1') => ({
  apiVersion: API_VERSION,
  kind: 'VoiceSession',
  metadata: { name: sessionName },
  spec: { agent: 'frontdesk', ...spec },
});
const dryRun = (spec: object) => server.call('POST', `${sessions()}?dryRun=All`, { body: session(spec, 'call-2') });

function named(object: object, spec: object): object {
  const { metadata: _, spec: own, ...rest } = object as { metadata: object; spec: object };
  return { ...rest, metadata: { name }, spec: { ...own, ...spec } };
}

async function bind(action: 'Warn' | 'Deny'): Promise<void> {
  const matchResources = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const binding = named(admissionBinding(action), { policyName: name, matchResources });
  expect((await server.apply(`${BINDINGS}/${name}`, binding)).code).toBeLessThan(300);
}

/** The API server takes a new policy up within seconds, not at once. */
async function until(wanted: (answer: Answer) => boolean, ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${DEADLINE_MS} ms: ${JSON.stringify(answer.body)}`);
    await delay(100);
  }
}

beforeAll(async () => {
  await installCrds(server);
  namespace = await server.createNamespace('admission');
  elsewhere = await server.createNamespace('admission-other');
  const agent = (changes: object) => changed(agentTable.valid, changes as Record<string, unknown>);
  const made = await Promise.all([
    server.call('POST', agents(), { body: agent({ 'spec.limits': { idleSeconds: 60, maxDurationSeconds: 600 } }) }),
    server.call('POST', agents(), { body: agent({ 'metadata.name': 'strict', 'spec.limits': { idleSeconds: 5 } }) }),
    server.call('POST', agents(elsewhere), { body: agent({ 'spec.limits': { idleSeconds: 5 } }) }),
  ]);
  expect(made.map(({ code }) => code)).toEqual([201, 201, 201]);
  const policy = await server.apply(`${POLICIES}/${name}`, named(admissionPolicy(), {}));
  expect(policy.code, String(policy.body['message'])).toBe(201);
  await bind('Deny');
  await until(
    ({ code }) => code === 422,
    () => dryRun({ limits: { idleSeconds: 61 } }),
  );
});

afterAll(async () => {
  await server.call('DELETE', `${BINDINGS}/${name}`);
  await server.call('DELETE', `${POLICIES}/${name}`);
  await server.call('DELETE', `/api/v1/namespaces/${namespace}`);
  await server.call('DELETE', `/api/v1/namespaces/${elsewhere}`);
  server.close();
});

test('the cluster finds no fault in the types of the policy', async () => {
  const statusOf = (answer: Answer) => (answer.body['status'] ?? {}) as Record<string, unknown>;
  const checked = (answer: Answer) => statusOf(answer)['observedGeneration'] !== undefined;
  const answer = await until(checked, () => server.call('GET', `${POLICIES}/${name}`));
  expect(statusOf(answer)['typeChecking']).toEqual({});
});

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
  const path = `${sessions()}/call-1`;
  const created = await server.call('POST', sessions(), { body: session({ limits: { idleSeconds: 60 } }) });
  expect(created.code).toBe(201);
  const stricter = { spec: { limits: { idleSeconds: 30 } } };
  const contentType = 'application/merge-patch+json';
  expect((await server.call('PATCH', `${agents()}/frontdesk`, { body: stricter, contentType })).code).toBe(200);
  await until(
    ({ code }) => code === 422,
    () => dryRun({ limits: { idleSeconds: 60 } }),
  );
  const stopped = await server.call('PATCH', path, { body: { spec: { stop: true } }, contentType });
  expect(stopped.code, String(stopped.body['message'])).toBe(200);
});

test('as the chart installs it, the policy warns and takes the session', async () => {
  await bind('Warn');
  const answer = await until(
    ({ code }) => code === 201,
    () => dryRun({ limits: { maxDurationSeconds: 3600 } }),
  );
  expect(answer.warnings.join()).toContain('agent frontdesk allows 600');
});
