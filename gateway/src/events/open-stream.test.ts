import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@switchboard/service';
import express, { type Response } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { ProblemError } from '../http/problem.ts';
import { HEARTBEAT_MS } from './event.ts';
import { OpenStreams } from './open-stream.ts';

const back = { id: 'k-1', tenant: 'acme', role: 'client' } as const;
const browser = { id: 'k-1/b-1', tenant: 'acme', role: 'caller' } as const;
const LARGE = 'x'.repeat(1 << 24);

/** What a server has of one request that it does not answer by itself, and what the client has of it. */
async function asked() {
  const app = express();
  const taken = Promise.withResolvers<Response>();
  app.get('/', (_request, response) => taken.resolve(response));
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const request = get({ port: (server.address() as AddressInfo).port, agent: false }).on('error', () => undefined);
  const answer = once(request, 'response').then(([message]) => message as IncomingMessage);
  answer.catch(() => undefined);
  return { request, answer, response: await taken.promise };
}

async function begun({ backlogBytes = 1 << 30 } = {}) {
  const clock = new FakeClock();
  const streams = new OpenStreams(clock);
  const { answer, response } = await asked();
  const stream = streams.begin(response, back, backlogBytes);
  const over = new Promise<void>((resolve) => stream.onClose(resolve));
  return { clock, streams, stream, over, response, client: await answer };
}

test('beats while nothing happens, and stops when the follower goes', async () => {
  const { clock, streams, over, client } = await begun();
  let text = '';
  client.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await clock.advance(2 * HEARTBEAT_MS);
  await expect.poll(() => text, { timeout: 4000 }).toBe('retry: 1000\n\n: still here\n\n: still here\n\n');
  expect(streams.size).toBe(1);
  client.destroy();
  await over;
  expect([streams.size, clock.pending]).toEqual([0, 0]);
});

test('who was gone before the answer began leaves nothing behind', async () => {
  const { request, response } = await asked();
  request.destroy();
  await once(response, 'close');
  const clock = new FakeClock();
  const streams = new OpenStreams(clock);
  let stopped = false;
  streams.begin(response, back, 1).onClose(() => {
    stopped = true;
  });
  expect([stopped, streams.size, clock.pending]).toEqual([true, 0, 0]);
});

test('what comes after its end is not written, and who does not take the rest is let go', async () => {
  const { clock, streams, stream, over, response } = await begun();
  stream.write(LARGE);
  streams.endAll();
  stream.write('too late');
  expect(response.writableFinished).toBe(false);
  await clock.advance(5000);
  await over;
  expect([streams.size, clock.pending]).toEqual([0, 0]);
});

test('a follower too far behind is let go', async () => {
  const { stream, over } = await begun({ backlogBytes: 1 << 20 });
  stream.write(LARGE);
  await over;
});

test('a browser follows a few streams at once, and may begin another when one is over', async () => {
  const streams = new OpenStreams(new FakeClock());
  const all = await Promise.all(Array.from({ length: 21 }, () => asked()));
  const [first, ...others] = all.map(({ response }) => response);
  const last = others.pop();
  if (!first || !last) throw new Error('nobody asked');
  for (const response of [first, ...others]) streams.begin(response, browser, 1000);
  expect(() => streams.begin(last, browser, 1000)).toThrow(ProblemError);
  streams.begin(last, back, 1000);
  first.destroy();
  await once(first, 'close');
  streams.begin((await asked()).response, browser, 1000);
  expect(streams.size).toBe(21);
});
