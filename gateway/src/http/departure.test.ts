import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { Departure } from './departure.ts';

test('who is answered before it keeps the connection; who waits when it begins, and who comes later, does not', async () => {
  const departure = new Departure();
  const [arrived, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const app = express().use(departure.handler);
  app.get('/at-once', (_request, response) => void response.send('yes'));
  app.get('/waits', (_request, response) => {
    arrived.resolve();
    void answer.promise.then(() => response.send('yes'));
  });
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const connectionOf = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    await response.text();
    return response.headers.get('Connection');
  };
  try {
    expect(await connectionOf('/at-once')).toBe('keep-alive');
    const waiting = connectionOf('/waits');
    await arrived.promise;
    departure.begin();
    answer.resolve();
    expect([await waiting, await connectionOf('/at-once')]).toEqual(['close', 'close']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
