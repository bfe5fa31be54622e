import { FakeClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { ProblemError } from '../http/problem.ts';
import { AUDIENCE, ISSUER, Provider, ProviderKey } from '../testing/provider.ts';
import { Oidc, oidcConfig } from './oidc.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A provider that publishes one key, and a gateway's eye on it. */
async function scene() {
  const key = await ProviderKey.make();
  const provider = await Provider.listen(key);
  const clock = new FakeClock();
  const faults: unknown[] = [];
  const config = oidcConfig.parse({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUrl: provider.jwksUrl,
    roles: { sre: 'admin' },
  });
  const oidc = new Oidc(config, { clock, onFault: (error) => faults.push(error) });
  const tokenOf = (by: ProviderKey, claims: object = {}) =>
    by.sign({ tenant: 'acme', groups: 'sre', ...claims }, clock.now());
  /** Whether a fresh token of this key opens the door now. */
  const opens = async (by: ProviderKey) => (await oidc.principalOf(await tokenOf(by))) !== undefined;
  return {
    key,
    provider,
    clock,
    faults,
    oidc,
    tokenOf,
    opens,
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

test.each(['ES256', 'RS256', 'EdDSA'] as const)(
  'a token signed with a published key of %s is taken',
  async (algorithm) => {
    await using at = await scene();
    const key = await ProviderKey.make(algorithm);
    at.provider.published = [at.key, key];
    expect(await at.oidc.principalOf(await at.tokenOf(key))).toEqual({ id: 'oidc:ann', tenant: 'acme', role: 'admin' });
  },
);

test.each([
  ['another audience', { aud: 'another' }],
  ['another issuer', { iss: 'https://elsewhere.example.com' }],
  ['an end that has passed', { exp: 1_799_999_000 }],
  ['no end', { exp: undefined }],
  ['a beginning to come', { nbf: 1_800_001_000 }],
])('a token with %s is not', async (_what, claims) => {
  await using at = await scene();
  expect(await at.oidc.principalOf(await at.tokenOf(at.key, claims))).toBeUndefined();
});

test('what is no token does not reach the provider', async () => {
  await using at = await scene();
  expect(await at.oidc.principalOf('no.token.atall')).toBeUndefined();
  expect(at.provider.asked).toBe(0);
});

test('a key that comes in is found at its first token; strangers make the provider be asked once in ten seconds', async () => {
  await using at = await scene();
  const [next, stranger] = [await ProviderKey.make(), await ProviderKey.make()];
  expect([await at.opens(at.key), at.provider.asked]).toEqual([true, 1]);
  at.provider.published = [at.key, next];
  expect([await at.opens(next), at.provider.asked]).toEqual([false, 1]);
  await at.clock.advance(10 * SECOND);
  expect([await at.opens(next), await at.opens(at.key), at.provider.asked]).toEqual([true, true, 2]);
  for (let n = 0; n < 20; n++) expect(await at.opens(stranger)).toBe(false);
  expect(at.provider.asked).toBe(2);
  await at.clock.advance(10 * SECOND);
  await Promise.all(Array.from({ length: 20 }, () => at.opens(stranger)));
  expect(at.provider.asked).toBe(3);
});

test('a key that goes out is believed for ten minutes at most, and no longer than a new one is looked for', async () => {
  await using at = await scene();
  expect(await at.opens(at.key)).toBe(true);
  const next = await ProviderKey.make();
  at.provider.published = [next];
  await at.clock.advance(9 * MINUTE);
  expect(await at.opens(at.key)).toBe(true);
  expect([await at.opens(next), await at.opens(at.key)]).toEqual([true, false]);

  const last = await ProviderKey.make();
  at.provider.published = [last];
  await at.clock.advance(10 * MINUTE);
  expect([await at.opens(next), await at.opens(last)]).toEqual([false, true]);
});

test('while the provider is away its keys are believed for an hour, and it is not asked at every request', async () => {
  await using at = await scene();
  expect(await at.opens(at.key)).toBe(true);
  at.provider.away = true;
  await at.clock.advance(59 * MINUTE);
  for (let n = 0; n < 5; n++) expect(await at.opens(at.key)).toBe(true);
  expect([at.provider.asked, at.faults.length]).toEqual([2, 1]);
  await at.clock.advance(MINUTE);
  await expect(at.opens(at.key)).rejects.toThrow(ProblemError);
  at.provider.away = false;
  await at.clock.advance(10 * SECOND);
  expect(await at.opens(at.key)).toBe(true);
});

test('a provider that was never reached is said to be away, not that the token is wrong', async () => {
  await using at = await scene();
  at.provider.away = true;
  await expect(at.opens(at.key)).rejects.toMatchObject({ type: 'unavailable', extra: { retryAfterSeconds: 10 } });
});

test('where people sign in to the console, the issuer must be an address', () => {
  const config = { issuer: 'id.example.com', audience: AUDIENCE, jwksUrl: 'https://id.example.com/keys' };
  expect(oidcConfig.safeParse(config).success).toBe(true);
  expect(oidcConfig.safeParse({ ...config, console: { clientId: 'console' } }).success).toBe(false);
});
