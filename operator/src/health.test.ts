import { Registry } from '@prometheus-io/client';
import { Controller } from '@switchboard/kube';
import { FakeClock, serveAdmin } from '@switchboard/service';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { World } from './cluster/world.ts';
import { healthOf } from './health.ts';
import { FakeApi } from './testing/fake-api.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Setting {
  readonly staleAfterMs?: number;
  readonly controllers?: readonly Controller[];
  readonly follow?: boolean;
}

async function probe({ staleAfterMs = 60_000, controllers = [], follow = true }: Setting) {
  const stop = new AbortController();
  const world = new World({ client: new FakeApi().client(), namespaces: [], staleAfterMs, onError: () => {} });
  if (follow) {
    void world.run(stop.signal);
    await world.synced(stop.signal);
  }
  const admin = await serveAdmin({ port: 0, registry: new Registry(), ...healthOf(world, () => controllers) });
  closing.push(
    () => stop.abort(),
    () => admin.close(),
  );
  return async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${admin.port}${path}`);
    return { code: answer.status, text: await answer.text() };
  };
}

describe('health', () => {
  it('is well while the watches are followed and the work gets done', async () => {
    const ask = await probe({});
    expect((await ask('/healthz')).code).toBe(200);
    expect((await ask('/readyz')).code).toBe(200);
  });

  it('is not ready before the caches are filled', async () => {
    const ask = await probe({ follow: false });
    expect(await ask('/readyz')).toMatchObject({ code: 503, text: expect.stringContaining('caches') });
    expect((await ask('/healthz')).code).toBe(200);
  });

  it('fails when a watch says nothing for too long, and names it', async () => {
    const ask = await probe({ staleAfterMs: 30 });
    await vi.waitFor(async () =>
      expect(await ask('/healthz')).toMatchObject({ code: 503, text: expect.stringContaining('no word about') }),
    );
  });

  it('fails when one piece of work does not end', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const release = Promise.withResolvers<undefined>();
    const stuck = new Controller({ name: 'sessions', clock, reconcile: () => release.promise });
    const running = stuck.run(stop.signal);
    closing.push(
      () => release.resolve(undefined),
      () => stop.abort(),
      () => running,
    );
    const ask = await probe({ controllers: [stuck] });
    stuck.enqueue('tenant/call');
    expect((await ask('/healthz')).code).toBe(200);
    await clock.advance(301_000);
    expect(await ask('/healthz')).toMatchObject({ code: 503, text: expect.stringContaining('one key in work') });
    release.resolve(undefined);
    await vi.waitFor(async () => expect((await ask('/healthz')).code).toBe(200));
  });
});
