import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** The endpoint did not take the event; another time it may. */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
}

/** The endpoint is at an address that this tenant may not make the gateway call. */
export class PrivateEndpointError extends DeliveryError {
  override name = 'PrivateEndpointError';
  constructor(host: string) {
    super(`${host} is a private address. The platform team allows such endpoints with VoiceTenant.allowPrivateHooks.`);
  }
}

const TIMEOUT_MS = 10_000;

/** The check is on the address that is connected to, so that a name cannot change between the two. */
const publicLookup: LookupFunction = (host, options, done) => {
  systemLookup(host, { ...options, all: true }, (error, addresses) => {
    const allowed = (addresses ?? []).filter(({ address }) => !isPrivateAddress(address));
    const [first] = allowed;
    if (error) return done(error, '', 0);
    if (!first) return done(new PrivateEndpointError(host), '', 0);
    if (options.all) return (done as (error: null, found: typeof allowed) => void)(null, allowed);
    done(null, first.address, first.family);
  });
};

export interface Post {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly allowPrivate: boolean;
}

/** POSTs once. Redirects are not followed: they could lead to a private address. Resolves for 2xx only. */
export function post({ url, headers, body, allowPrivate }: Post): Promise<void> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host))
    return Promise.reject(new PrivateEndpointError(host));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const outgoing = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'switchboard',
      ...headers,
    },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(!allowPrivate && { lookup: publicLookup }),
  });
  outgoing.once('error', (error) =>
    reject(
      error instanceof DeliveryError ? error : new DeliveryError('The endpoint did not answer.', { cause: error }),
    ),
  );
  outgoing.once('response', (response) => {
    response.destroy();
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) resolve();
    else reject(new DeliveryError(`The endpoint answered ${code}.`));
  });
  outgoing.end(body);
  return promise;
}
