import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, type Connection, namespaces, Reflector } from '@switchboard/kube';
import type { PrivateApiServer } from '@switchboard/kube/testing';
import { until } from '@switchboard/kube/testing';
import { createSessions, defineSessions, sessions } from './session.ts';

const count = 10_000;
const run = promisify(execFile);
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;

/** V8 lets its young generation grow to 200 MB while a list streams through, and keeps it; this bounds it. */
const boundedYoung = '--max-semi-space-size=8';

interface Compared {
  readonly line: object;
  readonly listMs: number;
}

interface Held {
  readonly items: number;
  readonly listMs: number;
  readonly rss: number;
  readonly heapUsed: number;
}

/** Time and memory of a reflector over 10,000 sessions, beside one over none, each in a process of its own. */
export async function benchReflector(server: PrivateApiServer, connection: Connection): Promise<object[]> {
  const client = new Client(connection);
  await defineSessions(client);
  for (const name of ['empty', 'full']) await client.of(namespaces).create({ metadata: { name } });
  await createSessions(client.of(sessions), 'full', count);
  const asItComes = await compareMemory(server, 'as node comes', []);
  const bounded = await compareMemory(server, `with ${boundedYoung}`, [boundedYoung]);
  return [asItComes.line, bounded.line, await listed(server, bounded.listMs), await followed(client)];
}

async function listed(server: PrivateApiServer, streamMs: number): Promise<object> {
  const pages = await hold(server, 'full', [boundedYoung], 'pages');
  return {
    bench: 'kube',
    case: 'list into the store',
    unit: 'objects/s',
    value: perSecond(count, streamMs),
    inPages: perSecond(count, pages.listMs),
  };
}

async function compareMemory(server: PrivateApiServer, how: string, flags: readonly string[]): Promise<Compared> {
  const empty = await hold(server, 'empty', flags);
  const full = await hold(server, 'full', flags);
  if (full.items !== count) throw new Error(`${full.items} sessions were listed instead of ${count}`);
  const line = {
    bench: 'kube',
    case: `reflector over ${count} sessions above an empty one, ${how}`,
    unit: 'MB',
    rss: megabytes(full.rss - empty.rss),
    heap: megabytes(full.heapUsed - empty.heapUsed),
    emptyRss: megabytes(empty.rss),
  };
  return { line, listMs: full.listMs };
}

async function hold(
  server: PrivateApiServer,
  namespace: string,
  flags: readonly string[],
  how: 'stream' | 'pages' = 'stream',
): Promise<Held> {
  const program = fileURLToPath(new URL('./hold.ts', import.meta.url));
  const args = ['--expose-gc', ...flags, program, server.kubeconfig(), namespace, how];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Held;
}

/** Writes as fast as the server takes them, and how far behind the last write the reflector is. */
async function followed(client: Client): Promise<object> {
  const api = client.of(sessions);
  const stop = new AbortController();
  const reflector = new Reflector({ api, namespace: 'full' });
  const running = reflector.run(stop.signal);
  await reflector.synced();
  let events = 0;
  reflector.onChange(() => events++);
  const writes = 2_000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: 16 }, async (_, worker) => {
      for (let index = worker; index < writes; index += 16) {
        const name = `session-${String(index).padStart(5, '0')}`;
        await api.patchStatus({ namespace: 'full', name }, { reported: 13 });
      }
    }),
  );
  const wrote = performance.now();
  await until('all events', () => events === writes);
  const behindMs = Math.round((performance.now() - wrote) * 10) / 10;
  stop.abort();
  await running;
  const value = perSecond(writes, performance.now() - began);
  return {
    bench: 'kube',
    case: `${writes} status patches written and followed in one process`,
    unit: '1/s',
    value,
    behindMs,
  };
}

function perSecond(n: number, ms: number): number {
  return Math.round((n / ms) * 1000);
}
