import type { AgentOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '@switchboard/service';

/** What a connection and a request need to be let in. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

export type TlsMaterial = Pick<
  AgentOptions,
  'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'rejectUnauthorized' | 'servername'
>;

/**
 * Tokens of pods are rotated on disk and exec plugins hand out short-lived ones, so what KubeConfig says is asked
 * again after this long; not at each request, because that reads the CA file every time.
 */
const freshForMs = 10_000;

/** Credentials of a KubeConfig, kept for a few seconds. */
export class CredentialSource {
  readonly #config: KubeConfig;
  readonly #clock: Clock;
  #current: { readonly value: Credentials; readonly at: number } | undefined;
  #loading: Promise<Credentials> | undefined;

  constructor(config: KubeConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /** At once when fresh, so that the hot path makes no promise. */
  get(): Credentials | Promise<Credentials> {
    const current = this.#current;
    if (current && this.#clock.monotonic() - current.at < freshForMs) return current.value;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** After a 401: the next request asks anew. */
  invalidate(): void {
    this.#current = undefined;
  }

  async #load(): Promise<Credentials> {
    const options: AgentOptions & { headers?: Record<string, string>; auth?: string } = {};
    await this.#config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
    if (options.auth !== undefined)
      headers['authorization'] ??= `Basic ${Buffer.from(options.auth).toString('base64')}`;
    const value = { headers, tls: tlsOf(options) };
    this.#current = { value, at: this.#clock.monotonic() };
    return value;
  }
}

function tlsOf(options: AgentOptions): TlsMaterial {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  return Object.fromEntries(
    Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** Whether sockets made with `a` may serve requests that want `b`: files on disk may have been rotated. */
export function sameTls(a: TlsMaterial, b: TlsMaterial): boolean {
  return String(a.cert) === String(b.cert) && String(a.key) === String(b.key) && String(a.ca) === String(b.ca);
}
