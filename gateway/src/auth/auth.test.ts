import { FakeClock } from '@switchboard/service';
import { describe, expect, test } from 'vitest';
import { ClientTokens } from './client-token.ts';
import { oidcConfig, principalOfClaims } from './oidc.ts';
import { RateLimiter } from './rate.ts';

const config = oidcConfig.parse({
  issuer: 'https://id.example.com',
  audience: 'switchboard',
  jwksUrl: 'https://id.example.com/keys',
  roles: { staff: 'viewer', sre: 'admin' },
});

describe('claims', () => {
  test.each([
    [
      { sub: 'a', tenant: 'acme', groups: ['staff'] },
      { id: 'oidc:a', tenant: 'acme', role: 'viewer' },
    ],
    [
      { sub: 'a', tenant: 'acme', groups: ['sre', 'staff'] },
      { id: 'oidc:a', tenant: 'acme', role: 'admin' },
    ],
    [
      { sub: 'a', tenant: 'acme', groups: 'sre' },
      { id: 'oidc:a', tenant: 'acme', role: 'admin' },
    ],
    [{ sub: 'a', tenant: 'acme', groups: ['constructor'] }, undefined],
    [{ sub: 'a', tenant: 'acme' }, undefined],
    [{ sub: 'a', tenant: '../other', groups: 'sre' }, undefined],
    [{ sub: 'a', groups: 'sre' }, undefined],
    [{ tenant: 'acme', groups: 'sre' }, undefined],
  ])('%j', (claims, principal) => expect(principalOfClaims(claims, config)).toEqual(principal));
});

describe('client tokens', () => {
  const admin = { id: 'k', tenant: 'acme', role: 'admin' } as const;
  const clock = new FakeClock(1_800_000_000_000);
  const tokens = new ClientTokens('only-for-this-test', clock);

  test('carry the tenant and the agent, and only the role of a caller', async () => {
    const { token } = await tokens.mint(admin, { seconds: 60, agent: 'ada' });
    expect(await tokens.principalOf(token)).toMatchObject({ tenant: 'acme', role: 'caller', agent: 'ada' });
  });

  test('of one subject are one principal, of none each is its own', async () => {
    const idOf = async (subject?: string) => {
      const { token } = await tokens.mint(admin, { seconds: 60, subject });
      return (await tokens.principalOf(token))?.id;
    };
    expect(await idOf('user-1')).toBe(await idOf('user-1'));
    expect(await idOf()).not.toBe(await idOf());
  });

  test('end in time, and are worth nothing under another secret', async () => {
    const { token } = await tokens.mint(admin, { seconds: 60 });
    expect(await new ClientTokens('another', clock).principalOf(token)).toBeUndefined();
    await clock.advance(61_000);
    expect(await tokens.principalOf(token)).toBeUndefined();
  });
});

describe('rates', () => {
  test('a minute’s worth passes at once, then as much as time gives back', async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter(clock);
    const burst = Array.from({ length: 61 }, () => limiter.take('k', 60));
    expect(burst.filter((wait) => wait === 0)).toHaveLength(60);
    expect(burst.at(-1)).toBe(1);
    await clock.advance(2000);
    expect([limiter.take('k', 60), limiter.take('k', 60), limiter.take('k', 60)]).toEqual([0, 0, 1]);
  });

  test('one key’s rate is not another’s', () => {
    const limiter = new RateLimiter(new FakeClock());
    expect([limiter.take('a', 1), limiter.take('a', 1), limiter.take('b', 1)]).toEqual([0, 60, 0]);
  });
});
