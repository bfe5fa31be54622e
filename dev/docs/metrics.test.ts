import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sources } from './metrics.ts';
import { metricsPage, unitOf } from './metrics-page.ts';

const root = join(import.meta.dirname, '../..');
const metrics = sources().flatMap((source) => source.metrics);

test('docs/reference/metrics.md is what the programs register; else run `make generate`', () => {
  expect(readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8')).toBe(metricsPage());
});

test('every metric of ours says what it is', () => {
  for (const { name, help } of metrics) expect(help.length, name).toBeGreaterThan(5);
});

test('no session, pod or person is a label', () => {
  const labels = new Set(metrics.flatMap((metric) => metric.labels));
  const allowed = [
    ...['stage', 'start', 'reason', 'namespace', 'outcome', 'route', 'method', 'code', 'event', 'trigger', 'url'],
    ...['controller', 'result', 'name', 'resource', 'type', 'verb', 'kind', 'space'],
    ...['version', 'major', 'minor', 'patch'],
  ];
  expect([...labels].filter((label) => !allowed.includes(label))).toEqual([]);
});

test.each([
  ['a_seconds', 'histogram', 'seconds'],
  ['a_cpu_seconds_total', 'counter', 'seconds'],
  ['a_bytes', 'gauge', 'bytes'],
  ['a_total', 'counter', 'count since the start'],
  ['bus_up', 'gauge', '0 or 1'],
])('%s is measured in %s: %s', (name, type, unit) => {
  expect(unitOf({ name, type })).toBe(unit);
});

const files = join(root, 'charts/switchboard/files');
const texts = [
  ...readdirSync(join(files, 'dashboards')).map((name) => `dashboards/${name}`),
  'rules/alerts.yaml',
  'rules/recording.yaml',
];

test.each(texts)('%s asks for nothing that no program serves', (file) => {
  const served = new Set(metrics.map(({ name }) => name));
  const text = readFileSync(join(files, file), 'utf8');
  const asked =
    text.match(/\b(switchboard|leader_election|controller_runtime|reflector|rest_client|workqueue)_\w+/g) ?? [];
  const unknown = asked.map((name) => name.replace(/_(bucket|sum|count)$/, '')).filter((name) => !served.has(name));
  expect([...new Set(unknown)]).toEqual([]);
});
