import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

interface Grant {
  readonly challenge: string;
  readonly nonce: string;
  readonly client: string;
}

/** A small OpenID provider on loopback: one person, one click, codes with PKCE, tokens signed by a key of its own. */
export class Provider implements AsyncDisposable {
  readonly issuer: string;
  /** How long the next token holds. */
  seconds = 300;
  refreshes = 0;
  readonly #server: Server;
  readonly #keys: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly #claims: object;
  readonly #codes = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();

  static async start(claims: object): Promise<Provider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Provider(server, await generateKeyPair('ES256'), claims);
  }

  private constructor(server: Server, keys: Awaited<ReturnType<typeof generateKeyPair>>, claims: object) {
    this.#server = server;
    this.#keys = keys;
    this.#claims = claims;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    response.setHeader('Access-Control-Allow-Origin', '*');
    const json = (status: number, body: object) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(200, this.#configuration());
      case '/keys':
        return json(200, { keys: [{ ...(await exportJWK(this.#keys.publicKey)), kid: 'one', alg: 'ES256' }] });
      case '/authorize':
        return this.#page(url, response);
      case '/token': {
        const answer = await this.#token(new URLSearchParams(await textOf(request)));
        return json(answer ? 200 : 400, answer ?? { error: 'invalid_grant' });
      }
      default:
        return json(404, {});
    }
  }

  #configuration() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #page({ searchParams: query }: URL, response: ServerResponse): void {
    const asked = (name: string) => query.get(name) ?? '';
    const code = randomUUID();
    if (asked('code_challenge_method') !== 'S256' || asked('response_type') !== 'code') {
      response.writeHead(400).end('PKCE is asked for here');
      return;
    }
    this.#codes.set(code, {
      challenge: asked('code_challenge'),
      nonce: asked('nonce'),
      client: asked('client_id'),
    });
    const back = new URL(asked('redirect_uri'));
    back.search = String(new URLSearchParams({ code, state: asked('state'), iss: this.issuer }));
    response.setHeader('Content-Type', 'text/html').end(`<a href="${back.href.replaceAll('&', '&amp;')}">Continue</a>`);
  }

  async #token(form: URLSearchParams): Promise<object | undefined> {
    const grant = this.#granted(form);
    if (!grant || form.get('client_id') !== grant.client) return undefined;
    const refresh = randomUUID();
    this.#refresh.set(refresh, grant);
    const token = await new SignJWT({ ...this.#claims, nonce: grant.nonce })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setSubject('ann')
      .setIssuer(this.issuer)
      .setAudience(grant.client)
      .setIssuedAt()
      .setExpirationTime(`${this.seconds}s`)
      .sign(this.#keys.privateKey);
    const lasts = { token_type: 'Bearer', expires_in: this.seconds };
    return { access_token: randomUUID(), id_token: token, refresh_token: refresh, ...lasts };
  }

  /** A code is good for one use, and only with the secret that its challenge was made of. */
  #granted(form: URLSearchParams): Grant | undefined {
    if (form.get('grant_type') === 'refresh_token') {
      this.refreshes += 1;
      return this.#refresh.get(form.get('refresh_token') ?? '');
    }
    const code = form.get('code') ?? '';
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    const made = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return grant?.challenge === made ? grant : undefined;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
