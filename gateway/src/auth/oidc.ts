import type { Clock } from '@switchboard/service';
import { type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import type { Authenticator } from './authenticate.ts';
import { type Principal, roles } from './principal.ts';
import { ProviderAwayError, ProviderKeys } from './provider-keys.ts';

const settings = z.strictObject({
  issuer: z.string().min(1),
  audience: z.string().min(1),
  jwksUrl: z.url(),
  /** Claim with the tenant (= namespace). */
  tenantClaim: z.string().default('tenant'),
  /** Claim with a role or a list of groups. */
  roleClaim: z.string().default('groups'),
  /** What in that claim means which role; the strongest one found holds. */
  roles: z.record(z.string(), z.enum(roles)).default({}),
  /** People sign in to the console there. Absent: with API keys only. */
  console: z
    .strictObject({
      /** A public client: authorization code with PKCE, and <the gateway>/console as its redirect. */
      clientId: z.string().min(1),
      scope: z.string().default('openid'),
      /** Which token is sent to this gateway; its audience must be the one above. */
      token: z.enum(['access_token', 'id_token']).default('id_token'),
      /** Of the provider's token endpoint, where that is elsewhere than the issuer. */
      origins: z.array(z.url()).default([]),
    })
    .optional(),
});
export const oidcConfig = settings.refine(({ issuer, console }) => console === undefined || URL.canParse(issuer), {
  path: ['issuer'],
  message: 'must be an address where people sign in to the console there',
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

export interface OidcSources {
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Tokens of an identity provider. */
export class Oidc implements Authenticator {
  readonly #config: OidcConfig;
  readonly #clock: Clock;
  readonly #keys: ProviderKeys;

  constructor(config: OidcConfig, { clock, onFault }: OidcSources) {
    this.#config = config;
    this.#clock = clock;
    this.#keys = new ProviderKeys({ url: config.jwksUrl, clock, onFault });
  }

  async principalOf(bearer: string): Promise<Principal | undefined> {
    const { issuer, audience } = this.#config;
    const currentDate = new Date(this.#clock.now());
    const rules = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: 30,
      requiredClaims: ['exp'],
      currentDate,
    };
    try {
      const { payload } = await jwtVerify(bearer, this.#keys.find, rules);
      return principalOfClaims(payload, this.#config);
    } catch (error) {
      if (!(error instanceof ProviderAwayError)) return undefined;
      const detail = 'The identity provider does not answer, so that this token cannot be checked. Try again later.';
      throw new ProblemError('unavailable', detail, { retryAfterSeconds: 10 }, error);
    }
  }
}
