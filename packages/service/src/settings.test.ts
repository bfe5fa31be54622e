import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from '@prometheus-io/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { FakeClock } from './fake-clock.ts';
import { createLogger } from './logger.ts';
import { Settings } from './settings.ts';

const schema = z.strictObject({
  logLevel: z.enum(['debug', 'info']).default('info'),
  port: z.int().default(8080),
  limits: z
    .strictObject({ sessions: z.int().min(0).default(10), addresses: z.array(z.string()).default([]) })
    .prefault({}),
});

let folder: string;
let file: string;
let running: z.output<typeof schema>;
let registry: Registry;
let lines: { message: string; fields?: string[]; problems?: string[] }[];
let changes: string[][];
let settings: Settings<typeof schema>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  file = join(folder, 'config.yaml');
  writeFileSync(file, 'limits: {sessions: 10}\n');
  running = schema.parse({});
  registry = new Registry();
  lines = [];
  changes = [];
  settings = new Settings({
    schema,
    running,
    live: ['logLevel', 'limits'],
    file,
    logger: createLogger({ name: 'test', destination: { write: (line) => lines.push(JSON.parse(line)) } }),
    registry,
    onChange: (fields) => changes.push([...fields]),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string): void {
  writeFileSync(file, text);
  settings.look();
}

test('a live setting changes in place, and is said', () => {
  write('logLevel: debug\nlimits: {sessions: 20}\n');
  expect(running).toMatchObject({ logLevel: 'debug', port: 8080, limits: { sessions: 20 } });
  expect(changes).toEqual([['logLevel', 'limits.sessions']]);
  expect(lines).toMatchObject([{ message: 'new settings are in force', fields: ['logLevel', 'limits.sessions'] }]);
});

test('what is left out goes back to its default', () => {
  write('limits: {sessions: 20, addresses: [a, b]}\n');
  write('{}');
  expect(running.limits).toEqual({ sessions: 10, addresses: [] });
});

test.each([
  ['a value out of bounds', 'limits: {sessions: -1}', 'limits.sessions'],
  ['an unknown name', 'logLevel: debug\nlimitz: {}', 'limitz'],
  ['no YAML', 'limits: {', 'YAML'],
])('%s is refused as a whole, and the earlier settings go on', async (_what, text, named) => {
  write('limits: {sessions: 20}');
  write(text);
  expect(running).toMatchObject({ logLevel: 'info', limits: { sessions: 20 } });
  expect(lines.at(-1)?.problems?.join()).toContain(named);
  expect(await registry.metrics()).toMatch(/^switchboard_settings_refused 1$/m);
  write('limits: {sessions: 30}');
  expect(running.limits.sessions).toBe(30);
  expect(await registry.metrics()).toMatch(/^switchboard_settings_refused 0$/m);
});

test('a setting that is not live waits for a restart, beside one that is taken over', () => {
  write('port: 9090\nlogLevel: debug\n');
  expect(running).toMatchObject({ port: 8080, logLevel: 'debug' });
  expect(lines.at(-1)).toMatchObject({ fields: ['port'] });
});

test('a file that is gone for a moment, or written again as it was, is no change', async () => {
  rmSync(file);
  settings.look();
  write('limits: {sessions: 10}\n');
  expect(lines).toEqual([]);
});

test('it looks every other second until it is told to end', async () => {
  const clock = new FakeClock();
  const end = new AbortController();
  const following = new Settings({
    schema,
    running,
    live: ['limits'],
    file,
    logger: createLogger({ name: 'test', destination: { write: () => undefined } }),
    registry: new Registry(),
    clock,
  }).follow(end.signal);
  writeFileSync(file, 'limits: {sessions: 7}\n');
  await clock.advance(1999);
  expect(running.limits.sessions).toBe(10);
  await clock.advance(2);
  expect(running.limits.sessions).toBe(7);
  end.abort();
  await following;
});
