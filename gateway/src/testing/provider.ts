import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'switchboard';

/** A key of an identity provider, with which it signs and which it may publish. */
export class ProviderKey {
  readonly jwk: JWK;
  readonly #secret: CryptoKey;

  static async make(algorithm: 'ES256' | 'RS256' | 'EdDSA' = 'ES256'): Promise<ProviderKey> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    const jwk = { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), alg: algorithm, use: 'sig' };
    return new ProviderKey(jwk, privateKey);
  }

  private constructor(jwk: JWK, secret: CryptoKey) {
    this.jwk = jwk;
    this.#secret = secret;
  }

  sign(claims: Record<string, unknown>, nowMs = Date.now()): Promise<string> {
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', exp: Math.floor(nowMs / 1000) + 300, ...claims })
      .setProtectedHeader({ alg: this.jwk.alg ?? '', kid: this.jwk.kid ?? '' })
      .sign(this.#secret);
  }
}

/** An identity provider on loopback, as far as its published keys go. */
export class Provider implements AsyncDisposable {
  published: readonly ProviderKey[];
  /** Answers 503 to everything. */
  away = false;
  asked = 0;
  readonly #server: Server;

  static async listen(...published: ProviderKey[]): Promise<Provider> {
    const provider = new Provider(published);
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  private constructor(published: readonly ProviderKey[]) {
    this.published = published;
    this.#server = createServer((_request, response) => {
      this.asked++;
      if (this.away) return void response.writeHead(503).end();
      response.setHeader('Content-Type', 'application/jwk-set+json');
      response.end(JSON.stringify({ keys: this.published.map(({ jwk }) => jwk) }));
    });
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
