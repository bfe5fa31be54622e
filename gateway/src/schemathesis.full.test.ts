import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rest } from '@switchboard/api';
import { expect, test } from 'vitest';
import { Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

const run = promisify(execFile);
const VERSION = '4.32.5';
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/** The program, from a virtual environment of its own that is made once. */
async function schemathesis(): Promise<string> {
  const folder = join(cache, 'switchboard', `schemathesis-${VERSION}`);
  const program = join(folder, 'bin/st');
  if (existsSync(program)) return program;
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  return program;
}

/** An event stream has no end to wait for. */
const endless = rest.routes
  .filter(({ responses }) => responses[200]?.contentType === 'text/event-stream')
  .map(({ operationId }) => operationId);

interface Failed extends Error {
  readonly stdout?: string;
}

test('no generated request is answered with a 5xx, nor with anything that the document does not know', async () => {
  const program = await schemathesis();
  await using stand = await Stand.open();
  const operator = new StandIn(stand.client);
  try {
    await stand.tenant('acme', { requestsPerMinute: 1_000_000, createsPerMinute: 100_000, maxQueue: 10_000 });
    await stand.agent('acme', 'ada', {
      share: { enabled: true, requireKey: false, concurrent: 10_000, perAddress: 100 },
    });
    const limits = { addressPerMinute: 10_000_000, failuresPerMinute: 100_000 };
    const { url } = await stand.gateway({ share: { tenant: 'acme' }, limits });
    const key = await stand.key('acme', 'admin');
    const answer = await run(
      program,
      [
        'run',
        `${url}/openapi.json`,
        '--header',
        `Authorization: Bearer ${key}`,
        '--checks',
        'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance',
        ...endless.flatMap((operationId) => ['--exclude-operation-id', operationId]),
        '--max-examples',
        process.env['EXAMPLES'] ?? '30',
        '--phases',
        'examples,coverage,fuzzing',
        '--seed',
        '1',
        '--no-color',
      ],
      { maxBuffer: 64 << 20 },
    ).catch((error: Failed) => error);
    const text = answer.stdout ?? '';
    expect(answer instanceof Error ? text.slice(-12_000) : '').toBe('');
    expect(text).toMatch(/Tested: [1-9]\d+/);
  } finally {
    operator.stop();
  }
});
