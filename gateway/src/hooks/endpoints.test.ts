import { agentSpec, tenantSpec, type VoiceAgentObject } from '@switchboard/api';
import { expect, test } from 'vitest';
import { endpointsOf, wants } from './endpoints.ts';

const speech = [{ endpoints: [{ url: 'http://speech.example.com/v1' }], model: 'm' }];
const hook = { url: 'https://a.example.com/hook', secretName: 'signing', events: ['session.ended'] as const };

function agent(name: string, ...hooks: object[]): VoiceAgentObject {
  const spec = agentSpec.parse({ prompt: 'p', speech: { transcribe: speech, think: speech, speak: speech }, hooks });
  const metadata = { name, namespace: 'acme', uid: '', resourceVersion: '1', creationTimestamp: '' };
  return { apiVersion: '', kind: 'VoiceAgent', metadata, spec };
}

test('a place named by tenant and agent is one endpoint that gets what either asks for', () => {
  const agents = [agent('ada', { ...hook, events: ['session.turn'] }), agent('bob')];
  const [endpoint, ...others] = endpointsOf('acme', tenantSpec.parse({ hooks: [hook] }), agents);
  expect(others).toEqual([]);
  expect(endpoint && wants(endpoint, 'ada', 'session.turn')).toBe(true);
  expect(endpoint && wants(endpoint, 'bob', 'session.turn')).toBe(false);
  expect(endpoint && wants(endpoint, 'bob', 'session.ended')).toBe(true);
});

test.each([
  ['another URL', 'acme', { ...hook, url: 'https://b.example.com/hook' }],
  ['another Secret', 'acme', { ...hook, secretName: 'other' }],
  ['another tenant', 'zeta', hook],
])('%s is another endpoint', (_what, tenant, other) => {
  const idsOf = (name: string, one: object) =>
    endpointsOf(name, tenantSpec.parse({ hooks: [one] }), []).map(({ id }) => id);
  expect(idsOf(tenant, other)).not.toEqual(idsOf('acme', hook));
});
