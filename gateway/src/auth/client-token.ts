import { hkdfSync, randomUUID } from 'node:crypto';
import type { Clock } from '@switchboard/service';
import { jwtVerify, SignJWT } from 'jose';
import type { Authenticator } from './authenticate.ts';
import type { Principal } from './principal.ts';

const ISSUER = 'switchboard';
const AUDIENCE = 'switchboard-client';

export interface Grant {
  readonly seconds: number;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  /** Tokens of one subject are one principal; without it each token is one. */
  readonly subject?: string | undefined;
}

interface Claims {
  tenant: string;
  by: string;
  agent?: string;
  session?: string;
}

/** Short-lived tokens for browsers: one tenant, and one agent, session or subject if it says so. */
export class ClientTokens implements Authenticator {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** The key is derived from a secret that every replica has anyway, so that there is none more to keep. */
  constructor(secret: string, clock: Clock) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'switchboard client tokens v1', 32));
    this.#clock = clock;
  }

  async mint(
    by: Pick<Principal, 'id' | 'tenant'>,
    { seconds, agent, session, subject }: Grant,
  ): Promise<{ token: string; expiresAt: string }> {
    const now = Math.floor(this.#clock.now() / 1000);
    const token = await new SignJWT({
      tenant: by.tenant,
      by: by.id,
      ...(agent && { agent }),
      ...(session && { session }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(subject ?? randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.#key);
    return { token, expiresAt: new Date((now + seconds) * 1000).toISOString() };
  }

  async principalOf(bearer: string): Promise<Principal | undefined> {
    const options = {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['HS256'],
      currentDate: new Date(this.#clock.now()),
    };
    try {
      const { payload } = await jwtVerify<Claims>(bearer, this.#key, options);
      const { tenant, by, agent, session, sub } = payload;
      return { id: `${by}/${sub}`, tenant, role: 'caller', ...(agent && { agent }), ...(session && { session }) };
    } catch {
      return undefined;
    }
  }
}
