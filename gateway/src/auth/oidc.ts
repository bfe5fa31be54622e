import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Authenticator } from './authenticate.ts';
import { type Principal, roles } from './principal.ts';

export const oidcConfig = z.strictObject({
  issuer: z.string().min(1),
  audience: z.string().min(1),
  jwksUrl: z.url(),
  /** Claim with the tenant (= namespace). */
  tenantClaim: z.string().default('tenant'),
  /** Claim with a role or a list of groups. */
  roleClaim: z.string().default('groups'),
  /** What in that claim means which role; the strongest one found holds. */
  roles: z.record(z.string(), z.enum(roles)).default({}),
});
export type OidcConfig = z.infer<typeof oidcConfig>;

/** Symmetric algorithms would let anyone who knows the public key sign. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** The tenant and the strongest role that the claims give, or undefined if they give none. */
export function principalOfClaims(claims: JWTPayload, config: OidcConfig): Principal | undefined {
  const tenant = claims[config.tenantClaim];
  const given = [claims[config.roleClaim]].flat().filter((value) => typeof value === 'string');
  const found = given.flatMap((value) => (Object.hasOwn(config.roles, value) ? (config.roles[value] ?? []) : []));
  const role = roles.toReversed().find((candidate) => found.includes(candidate));
  if (typeof tenant !== 'string' || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(tenant) || !role || !claims.sub)
    return undefined;
  return { id: `oidc:${claims.sub}`, tenant, role };
}

/** Tokens of an identity provider. Its keys are fetched when needed, again when an unknown one appears, and kept. */
export class Oidc implements Authenticator {
  readonly #config: OidcConfig;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(config: OidcConfig, fetch: typeof globalThis.fetch = globalThis.fetch) {
    this.#config = config;
    this.#keys = createRemoteJWKSet(new URL(config.jwksUrl), {
      timeoutDuration: 3000,
      cooldownDuration: 10_000,
      [customFetch]: fetch,
    });
  }

  async principalOf(bearer: string): Promise<Principal | undefined> {
    const { issuer, audience } = this.#config;
    try {
      const { payload } = await jwtVerify(bearer, this.#keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: 30,
      });
      return principalOfClaims(payload, this.#config);
    } catch {
      return undefined;
    }
  }
}
