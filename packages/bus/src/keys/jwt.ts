import { createHash } from 'node:crypto';
import { encodeBase32 } from './base32.ts';
import type { KeyPair } from './nkey.ts';

const HEADER = base64url('{"typ":"JWT","alg":"ed25519-nkey"}');

export interface Claims {
  /** Public key of whom the token is about. */
  subject: string;
  name: string;
  /** Seconds since 1970; without it the token does not expire. */
  expiresAt?: number;
  nats: Record<string, unknown>;
}

/** A NATS JWT (version 2). Made here because the public library takes 40 ms of CPU for each one. */
export function signJwt(claims: Claims, issuer: KeyPair, now = Date.now()): string {
  const body = {
    iat: Math.floor(now / 1000),
    ...(claims.expiresAt === undefined ? {} : { exp: Math.floor(claims.expiresAt) }),
    iss: issuer.publicKey,
    name: claims.name,
    sub: claims.subject,
    nats: { ...claims.nats, version: 2 },
  };
  const jti = encodeBase32(createHash('sha256').update(JSON.stringify(body)).digest());
  const unsigned = `${HEADER}.${base64url(JSON.stringify({ jti, ...body }))}`;
  return `${unsigned}.${issuer.sign(Buffer.from(unsigned)).toString('base64url')}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
