import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createAgent,
  eventually,
  gatewayUrl,
  makeKey,
  ownNamespace,
  type TestKey,
  warmPods,
} from '../support/index.ts';
import { joined, ScriptedCaller, silence, spoken } from '../voice/index.ts';
import { Program } from './program.ts';
import { Prometheus } from './prometheus.ts';

const files = join(import.meta.dirname, '../../../charts/switchboard/files');
const namespace = ownNamespace('seeing', 'switchboard-system');
const gone = new AsyncDisposableStack();
let key: TestKey;
let prometheus: Prometheus;

// Every query and every recorded series has data after one conversation, but for these.
const without: readonly { readonly match: RegExp; readonly why: string }[] = [
  { match: /nats_varz_/, why: 'the NATS exporter is no part of the one-machine cluster' },
];
const hasData = (query: string) => !without.some(({ match }) => match.test(query));

interface Board {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}
const boards = readdirSync(join(files, 'dashboards'));
const queriesOf = (board: string): string[] =>
  (JSON.parse(readFileSync(join(files, 'dashboards', board), 'utf8')) as Board).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  );

beforeAll(async () => {
  const node = ['--collector.disable-defaults', '--collector.meminfo', '--web.listen-address=127.0.0.1:0'];
  const nodeExporter = gone.use(new Program('prometheus-node-exporter', node));
  const ruleFiles = ['recording', 'alerts'].map((name) => join(files, `rules/${name}.yaml`));
  prometheus = gone.use(await Prometheus.start({ ruleFiles, more: [await nodeExporter.address()] }));
  key = await makeKey(namespace);
  await createAgent(namespace, 'ada', { warm: 1 });
  await warmPods(namespace, 'ada', 1);
  await eventually('a scrape of all', async () => (await prometheus.count('group by (job) (up == 1)')) === 3);
  await converse();
}, 300_000);

afterAll(async () => {
  await gone.disposeAsync();
  await key?.revoke();
});

/** One question and its answer, and an end. */
async function converse(): Promise<void> {
  const client = new Switchboard({ url: gatewayUrl, key: key.key });
  const { session, connection } = await client.start({ agent: 'ada', waitSeconds: 30 });
  await using caller = new ScriptedCaller(session.identity ?? '');
  await caller.join(connection.server_url, connection.participant_token);
  await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
  await caller.quiet(1000, 30_000);
  await caller.speak(joined(silence(200), await spoken('what is my number'), silence(600)));
  await caller.until('an answer', () => caller.said('agent')[1], 30_000);
  const turns = 'switchboard_session_turn_seconds_count{stage="total"}';
  // A rate wants a second scrape.
  await eventually('turns in two scrapes', async () => (await prometheus.count(`rate(${turns}[1m])`)) > 0);
  await client.stop(session.id, 'Goodbye');
  await eventually('the end', async () => (await client.get(session.id)).phase === 'Ended');
}

test.each(boards)('every query of the dashboard %s evaluates, and gives data', async (board) => {
  const queries = queriesOf(board);
  expect(queries.length).toBeGreaterThan(0);
  for (const query of queries) {
    await prometheus.count(query);
    if (hasData(query)) await eventually(query, async () => (await prometheus.count(query)) > 0, 10);
  }
});

test('every rule evaluates, and what is recorded has data', async () => {
  const rules = await eventually('the rules to be judged', async () => {
    const all = await prometheus.rules();
    return all.length > 0 && all.every(({ health }) => health !== 'unknown') && all;
  });
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  for (const { name } of rules.filter(({ name }) => name.includes(':') && hasData(name)))
    await eventually(name, async () => (await prometheus.count(name)) > 0, 10);
});

test('every alert asks for series that are there', async () => {
  const alerts = readFileSync(join(files, 'rules/alerts.yaml'), 'utf8');
  const named = alerts.match(/\b(switchboard|leader_election|reflector|node|nats)_[a-z_]+\b/g) ?? [];
  for (const name of new Set(named.filter(hasData)))
    await eventually(name, async () => (await prometheus.count(name)) > 0, 10);
});
