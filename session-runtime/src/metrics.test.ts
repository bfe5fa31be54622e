import { Registry } from '@prometheus-io/client';
import { expect, test } from 'vitest';
import { type EndpointsByStage, podMetrics } from './metrics.ts';

test('the model servers are told as the conversation sees them, and no others', async () => {
  const one = { url: 'http://a/v1', outstanding: 1, calls: 4, failures: 3, p50Milliseconds: 20 };
  let health: EndpointsByStage | undefined;
  const registry = new Registry();
  podMetrics(registry, { memory: { peakBytes: 7 }, endpoints: () => health });
  expect(await registry.metrics()).not.toContain('url=');
  health = { transcribe: [], think: [{ ...one, state: 'Open' }], speak: [] };
  const told = await registry.metrics();
  expect(told).toContain('switchboard_session_endpoint_available{stage="think",url="http://a/v1"} 0');
  expect(told).toContain('switchboard_session_endpoint_in_flight{stage="think",url="http://a/v1"} 1');
  expect(told).toContain('switchboard_session_endpoint_failures_total{stage="think",url="http://a/v1"} 3');
  health = { transcribe: [], think: [{ ...one, url: 'http://b/v1', state: 'Closed' }], speak: [] };
  const later = await registry.metrics();
  expect(later).toContain('switchboard_session_endpoint_available{stage="think",url="http://b/v1"} 1');
  expect(later).not.toContain('http://a/v1');
});
