import { Registry } from '@prometheus-io/client';
import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { WorkQueue } from '../work-queue.ts';
import { createKubeMetrics } from './index.ts';

test('metrics have the names that existing dashboards ask for', async () => {
  const registry = new Registry();
  createKubeMetrics(registry);
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name).sort();
  expect(names).toEqual([
    'controller_runtime_active_workers',
    'controller_runtime_reconcile_errors_total',
    'controller_runtime_reconcile_time_seconds',
    'controller_runtime_reconcile_total',
    'leader_election_master_status',
    'reflector_events_total',
    'reflector_failures_total',
    'reflector_items',
    'reflector_last_event_age_seconds',
    'reflector_lists_total',
    'rest_client_request_duration_seconds',
    'rest_client_requests_total',
    'workqueue_adds_total',
    'workqueue_depth',
    'workqueue_longest_running_processor_seconds',
    'workqueue_queue_duration_seconds',
    'workqueue_retries_total',
    'workqueue_unfinished_work_seconds',
    'workqueue_work_duration_seconds',
  ]);
});

test('a queue reports what waits and how long work takes', async () => {
  const registry = new Registry();
  const clock = new FakeClock();
  const queue = new WorkQueue({ name: 'q', clock, metrics: createKubeMetrics(registry) });
  for (const key of ['a', 'b', 'c']) queue.add(key);
  await queue.take(new AbortController().signal);
  await clock.advance(2_000);
  const text = await registry.metrics();
  expect(text).toContain('workqueue_depth{name="q"} 2');
  expect(text).toContain('workqueue_adds_total{name="q"} 3');
  expect(text).toContain('workqueue_longest_running_processor_seconds{name="q"} 2');
  queue.done('a');
  expect(await registry.metrics()).toContain('workqueue_work_duration_seconds_sum{name="q"} 2');
});

test('requests are counted by method and code, and those without an answer as such', async () => {
  const registry = new Registry();
  const { rest } = createKubeMetrics(registry);
  rest.observe('GET', 200, 3);
  rest.observe('WATCH', 200, 3);
  rest.observe('PATCH', 0, 3);
  const text = await registry.metrics();
  expect(text).toContain('rest_client_requests_total{code="200",method="GET"} 2');
  expect(text).toContain('rest_client_requests_total{code="<error>",method="PATCH"} 1');
});
