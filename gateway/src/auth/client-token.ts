import { hkdfSync, randomUUID } from 'node:crypto';
import type { Clock } from '@switchboard/service';
import { jwtVerify, SignJWT } from 'jose';
import type { Authenticator } from './authenticate.ts';
import type { Principal } from './principal.ts';

const ISSUER = 'switchboard';
const AUDIENCE = 'switchboard-client';

/** Short-lived tokens that a back end hands to a browser: the role client, one tenant, one agent if it says so. */
export class ClientTokens implements Authenticator {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** The key is derived from a secret that every replica has anyway, so that there is none more to keep. */
  constructor(secret: string, clock: Clock) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'switchboard client tokens v1', 32));
    this.#clock = clock;
  }

  mint(by: Principal, options: { seconds: number; agent?: string | undefined }): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1000);
    return new SignJWT({ tenant: by.tenant, by: by.id, ...(options.agent && { agent: options.agent }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + options.seconds)
      .sign(this.#key);
  }

  async principalOf(bearer: string): Promise<Principal | undefined> {
    const options = {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['HS256'],
      currentDate: new Date(this.#clock.now()),
    };
    try {
      const { payload } = await jwtVerify<{ tenant: string; by: string; agent?: string }>(bearer, this.#key, options);
      const { tenant, by, agent, jti } = payload;
      return { id: `${by}/${jti}`, tenant, role: 'client', ...(agent && { agent }) };
    } catch {
      return undefined;
    }
  }
}
