import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, loadConfig, parseConfig, readSecret } from './config.ts';

const schema = z.strictObject({
  port: z.int().min(1).max(65535).default(8080).describe('Port of the HTTP face.'),
  livekit: z.strictObject({
    url: z.url().describe('Web address of LiveKit'),
    mode: z.enum(['fast', 'safe']).default('safe'),
  }),
  namespaces: z.array(z.string().min(2)).default([]),
});
const good = { livekit: { url: 'wss://livekit.example.com' } };

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a document that is wrong says which field, what is wrong and what to write', () => {
  const table: readonly [what: string, document: unknown, said: string][] = [
    ['a missing field', {}, 'livekit: missing; write an object'],
    ['a missing nested field', { livekit: {} }, 'livekit.url: missing; write a string (Web address of LiveKit)'],
    ['a misspelt field', { ...good, prot: 1 }, 'the document: unknown field "prot"; write "port"'],
    [
      'a field of another program',
      { ...good, database: 1 },
      'the document: unknown field "database"; remove it, the fields here are port, livekit, namespaces',
    ],
    ['a wrong type', { ...good, port: 'x' }, 'port: is a string; write a number (Port of the HTTP face)'],
    ['a number too large', { ...good, port: 70000 }, 'port: is too large; write at most 65535 (Port of the HTTP face)'],
    [
      'a wrong choice',
      { livekit: { ...good.livekit, mode: 'slow' } },
      'livekit.mode: is not one of the choices; write fast or safe',
    ],
    [
      'a wrong format',
      { livekit: { url: 'here' } },
      'livekit.url: is no valid url; correct it (Web address of LiveKit)',
    ],
    [
      'a short string in a list',
      { ...good, namespaces: ['a'] },
      'namespaces.0: is too small; write at least 2 characters',
    ],
  ];
  test.each(table)('%s', (_what, document, said) => {
    expect(() => parseConfig(schema, document, 'x.yaml')).toThrow(ConfigError);
    try {
      parseConfig(schema, document, 'x.yaml');
    } catch (error) {
      expect((error as ConfigError).problems).toEqual([said]);
    }
  });

  test('all problems at once, under the name of the source', () => {
    expect(() => parseConfig(schema, { port: 0, x: 1 }, 'x.yaml')).toThrow(
      /^x\.yaml can't be used:\n {2}- .*\n {2}- .*\n {2}- /,
    );
  });

  test('a value is never quoted', () => {
    expect(() => parseConfig(schema, { livekit: { url: 'hunter2' } }, 'x.yaml')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('loadConfig', () => {
  test('reads the file that --config names and fills in defaults', () => {
    const path = file('good.yaml', 'livekit:\n  url: wss://livekit.example.com\n');
    expect(loadConfig(schema, ['--config', path])).toEqual({
      port: 8080,
      livekit: { url: 'wss://livekit.example.com', mode: 'safe' },
      namespaces: [],
    });
  });

  test('an empty file means every default', () => {
    expect(loadConfig(z.strictObject({ a: z.int().default(1) }), ['--config', file('empty.yaml', '')])).toEqual({
      a: 1,
    });
  });

  test('no flag means every default', () => {
    expect(loadConfig(z.strictObject({ a: z.int().default(1) }), [])).toEqual({ a: 1 });
  });

  test.each([
    ['a path without a file', ['--config', '/nowhere/x.yaml'], /the file can't be read \(ENOENT\)/],
    ['text that is no YAML', ['--config', file('bad.yaml', 'a: [')], /it is not YAML/],
    ['another flag', ['--confg', 'x'], /use --config <file.yaml>/],
  ])('%s is refused', (_what, argv, said) => {
    expect(() => loadConfig(schema, argv)).toThrow(said);
  });
});

test('a secret is trimmed, and an empty file is refused', () => {
  expect(readSecret(file('secret', 'value\n'))).toBe('value');
  expect(() => readSecret(file('blank', '\n'))).toThrow('the file is empty');
});
