import type { Tokens } from './oidc.ts';

/** What the visitor signed in with. It is kept for this tab alone, and goes when the tab closes. */
export type Credentials =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'tokens'; readonly tokens: Tokens };

const STORED = 'switchboard-sign-in-kept';
/** A token is renewed while it still holds, so that no request is sent with a stale one. */
const EARLY_MS = 30_000;

export function kept(): Credentials | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? '') as Credentials;
  } catch {
    return undefined;
  }
}

export function keep(credentials: Credentials): void {
  sessionStorage.setItem(STORED, JSON.stringify(credentials));
}

export function forget(): void {
  sessionStorage.removeItem(STORED);
}

type Renew = (old: Tokens) => Promise<Tokens>;
const renewAtProvider: Renew = async (old) => (await import('./oidc.ts')).refresh(old);

/** Gives the bearer for each request; one renewal at a time, however many requests wait for it. */
export class Bearer {
  #credentials: Credentials;
  readonly #renew: Renew;
  #renewing: Promise<string> | undefined;

  constructor(credentials: Credentials, renew: Renew = renewAtProvider) {
    this.#credentials = credentials;
    this.#renew = renew;
  }

  readonly get = (): string | Promise<string> => {
    if (this.#credentials.kind === 'key') return this.#credentials.key;
    const { tokens } = this.#credentials;
    if (tokens.expiresAt - Date.now() > EARLY_MS) return tokens.bearer;
    this.#renewing ??= this.#renewed(tokens).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  };

  /** Without a fresh token the old one is sent as long as it holds; then the gateway says no, and the visitor signs in. */
  async #renewed(tokens: Tokens): Promise<string> {
    try {
      const fresh = await this.#renew(tokens);
      this.#credentials = { kind: 'tokens', tokens: fresh };
      keep(this.#credentials);
      return fresh.bearer;
    } catch {
      return tokens.bearer;
    }
  }
}
