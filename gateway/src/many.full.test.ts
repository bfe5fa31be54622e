import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { Switchboard } from '@switchboard/client';
import { freePort, until } from '@switchboard/kube/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { voiceSessions } from './sessions/service.ts';
import { ReportingPod } from './testing/pod.ts';
import { LIVEKIT, Stand } from './testing/stand.ts';
import { StandIn } from './testing/stand-in.ts';

const FOLLOWERS = 1000;
let stand: Stand;
let operator: StandIn;
let key: string;

beforeAll(async () => {
  stand = await Stand.open();
  await stand.tenant('acme', { requestsPerMinute: 1_000_000, createsPerMinute: 100_000 });
  operator = new StandIn(stand.client);
  key = await stand.key('acme');
});

afterAll(async () => {
  operator?.stop();
  await stand?.[Symbol.asyncDispose]();
});

const headers = () => ({ Authorization: `Bearer ${key}` });

function follow(url: string, heard: (text: string) => void): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: headers(), agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        resolve(response);
        heard(text);
      });
      response.on('error', () => undefined);
    });
    outgoing.once('error', reject).end();
  });
}

test('a thousand followers each get every stored event, once and in order', async () => {
  const { url } = await stand.gateway({ limits: { addressPerMinute: 10_000_000 } });
  const client = new Switchboard({ url, key });
  const { session } = await client.start({ agent: 'ada' });
  const stored = await stand.client.of(voiceSessions).get({ namespace: 'acme', name: session.id });
  const pod = await ReportingPod.of(stored, stand.nats);
  const texts = Array.from({ length: FOLLOWERS }, () => '');
  const followers: IncomingMessage[] = [];
  for (let from = 0; from < FOLLOWERS; from += 100) {
    const batch = texts.slice(from, from + 100).map((_, index) =>
      follow(`${url}/v1/sessions/${session.id}/events`, (text) => {
        texts[from + index] += text;
      }),
    );
    followers.push(...(await Promise.all(batch)));
  }
  const said = Array.from({ length: 20 }, (_, index) => `utterance ${index}`);
  for (const text of said) await pod.transcript(text);
  const heard = (text: string) => [...text.matchAll(/"text":"([^"]*)"/g)].map(([, one]) => one);
  await until('everybody to have heard the last', async () => texts.every((text) => text.includes(said.at(-1) ?? '')));
  expect(texts.filter((text) => heard(text).join() !== said.join())).toEqual([]);
  for (const follower of followers) follower.destroy();
  await pod.close();
});

const main = join(import.meta.dirname, 'main.ts');
const processes: ChildProcess[] = [];

afterAll(() => {
  for (const child of processes) child.kill('SIGKILL');
});

async function ownProcess(name: string): Promise<{ url: string; child: ChildProcess }> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const file = (of: string, text: string) => {
    writeFileSync(join(stand.folder, `${name}-${of}`), text, { mode: 0o600 });
    return join(stand.folder, `${name}-${of}`);
  };
  const livekit = {
    publicUrl: 'ws://127.0.0.1:9',
    keyFile: file('key', LIVEKIT.key),
    secretFile: file('secret', LIVEKIT.secret),
  };
  const nats = { servers: [stand.nats.url], credsFile: file('creds', stand.nats.issued.programs.gateway) };
  const limits = { addressPerMinute: 10_000_000 };
  const config = file('config.yaml', JSON.stringify({ port, adminPort, livekit, nats, limits }));
  const env = { ...process.env, KUBECONFIG: stand.kubeconfig() };
  const child = spawn(process.execPath, [main, '--config', config], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  processes.push(child);
  const url = `http://127.0.0.1:${port}`;
  await until(`gateway ${name}`, () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { url, child };
}

test('two gateways, one killed under load: each create that is repeated at the other is one conversation', async () => {
  const [first, second] = [await ownProcess('first'), await ownProcess('second')];
  const gateways = [first.url, second.url];
  const before = (await stand.client.of(voiceSessions).list({ namespace: 'acme' })).items.length;
  let answered = 0;
  let broken = 0;
  const create = async (index: number): Promise<string> => {
    const idempotency = { ...headers(), 'Content-Type': 'application/json', 'Idempotency-Key': `create-${index}` };
    for (let attempt = 0; ; attempt++) {
      const url = gateways[(index + attempt) % 2] ?? '';
      try {
        const options = { method: 'POST', headers: idempotency, body: '{"agent":"ada"}' };
        const response = await fetch(`${url}/v1/sessions`, options);
        const { session } = (await response.json()) as { session: { id: string } };
        if (response.status !== 201) throw new Error(`answered ${response.status}`);
        answered += 1;
        if (answered === 60) first.child.kill('SIGKILL');
        return session.id;
      } catch (error) {
        broken++;
        if (attempt === 4) throw error;
      }
    }
  };
  const creates: Promise<string>[] = [];
  let next = 0;
  const worker = async () => {
    for (; next < 300; ) {
      const one = create(next++);
      creates.push(one);
      await one;
    }
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  const ids = new Set(await Promise.all(creates));
  expect(ids.size).toBe(300);
  expect(broken).toBeGreaterThan(0);
  expect((await stand.client.of(voiceSessions).list({ namespace: 'acme' })).items.length - before).toBe(300);
  const exited = once(second.child, 'exit');
  second.child.kill('SIGTERM');
  await exited;
});

test('a gateway that is told to go answers everything it has taken', async () => {
  const [going, staying] = [await ownProcess('going'), await ownProcess('staying')];
  let [answered, told, gone] = [0, false, false];
  const worker = async (name: string) => {
    for (let index = 0; !gone; index++) {
      const options = {
        method: 'POST',
        headers: { ...headers(), 'Content-Type': 'application/json', 'Idempotency-Key': `rolling-${name}-${index}` },
        body: '{"agent":"ada"}',
      };
      const response = await fetch(`${(told ? staying : going).url}/v1/sessions`, options);
      // A gateway that goes says so with each answer, while a Service sends new connections elsewhere.
      told ||= response.headers.get('Connection') === 'close';
      // 202 is an answer too: a gateway that goes tells who waits what is known.
      expect([201, 202]).toContain(response.status);
      await response.arrayBuffer();
      answered += 1;
    }
  };
  const work = Promise.all(['a', 'b', 'c', 'd'].map(worker));
  // Awaited at the end; until then nobody looks at it.
  work.catch(() => undefined);
  const exited = once(going.child, 'exit');
  await until('some work', () => answered > 20);
  going.child.kill('SIGTERM');
  await exited;
  gone = true;
  await work;
  expect(told).toBe(true);
  const left = once(staying.child, 'exit');
  staying.child.kill('SIGTERM');
  await left;
});
