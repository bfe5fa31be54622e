import { beforeEach, expect, it, vi } from 'vitest';
import { Bearer, kept } from './credentials.ts';
import type { Tokens } from './oidc.ts';

const tokens = (bearer: string, seconds: number): Tokens => ({
  provider: { issuer: 'https://id.example.com', clientId: 'console', scope: 'openid', token: 'id_token' },
  bearer,
  refresh: 'again',
  expiresAt: Date.now() + seconds * 1000,
});

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => held.set(name, value),
  });
});

it('a token that holds is sent as it is', async () => {
  const bearer = new Bearer({ kind: 'tokens', tokens: tokens('one', 300) }, () => Promise.reject(new Error('asked')));
  expect(await bearer.get()).toBe('one');
});

it('one that is about to end is renewed once for all requests, and kept', async () => {
  const renew = vi.fn(async () => tokens('two', 300));
  const bearer = new Bearer({ kind: 'tokens', tokens: tokens('one', 10) }, renew);
  expect(await Promise.all([bearer.get(), bearer.get()])).toEqual(['two', 'two']);
  expect(await bearer.get()).toBe('two');
  expect(renew).toHaveBeenCalledTimes(1);
  expect(kept()).toMatchObject({ kind: 'tokens', tokens: { bearer: 'two' } });
});

it('a provider that gives no new one leaves the old one, for the gateway to judge', async () => {
  const bearer = new Bearer({ kind: 'tokens', tokens: tokens('one', 10) }, () => Promise.reject(new Error('away')));
  expect(await bearer.get()).toBe('one');
});
