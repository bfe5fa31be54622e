import { type Client, isNotFound, secrets } from '@switchboard/kube';
import type { Clock } from '@switchboard/service';

/** There is no signing key for an endpoint, or it is not this tenant's. */
export class SigningKeyError extends Error {
  override name = 'SigningKeyError';
  constructor(name: string, namespace: string) {
    super(
      `Secret ${namespace}/${name} is no signing key of this tenant: it needs an entry "key" (whsec_<base64>) and the label switchboard.dev/tenant.`,
    );
  }
}

const BELIEVED_MS = 60_000;

/** Signing keys out of the keys namespace, believed for a minute. The tenant's label keeps tenants from each other's. */
export class SigningKeys {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #clock: Clock;
  readonly #known = new Map<string, { key: string; until: number }>();

  constructor(client: Client, namespace: string, clock: Clock) {
    this.#client = client;
    this.#namespace = namespace;
    this.#clock = clock;
  }

  async of(tenant: string, name: string): Promise<string> {
    const at = `${tenant}/${name}`;
    const known = this.#known.get(at);
    if (known && known.until > this.#clock.monotonic()) return known.key;
    const key = await this.#read(tenant, name);
    this.#known.set(at, { key, until: this.#clock.monotonic() + BELIEVED_MS });
    return key;
  }

  async #read(tenant: string, name: string): Promise<string> {
    const secret = await this.#client
      .of(secrets)
      .get({ namespace: this.#namespace, name })
      .catch((error: unknown) => {
        if (isNotFound(error)) throw new SigningKeyError(name, this.#namespace);
        throw error;
      });
    const encoded = secret.data?.['key'];
    if (!encoded || secret.metadata.labels?.['switchboard.dev/tenant'] !== tenant)
      throw new SigningKeyError(name, this.#namespace);
    return Buffer.from(encoded, 'base64').toString().trim();
  }
}
