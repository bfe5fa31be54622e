import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';

export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly token: 'access_token' | 'id_token';
}

/** Tokens of one sign-in. They live in this tab and go when it closes. */
export interface Tokens {
  readonly provider: Provider;
  readonly bearer: string;
  readonly refresh: string | undefined;
  readonly expiresAt: number;
}

interface Begun {
  readonly provider: Provider;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Where the visitor wanted to go. */
  readonly place: string;
}

const BEGUN = 'switchboard-sign-in';
const redirectUri = () => `${location.origin}/console`;

/** Plain HTTP only where the gateway itself names such a provider: a test's, or one of a closed network. */
const options = ({ issuer }: Provider) => ({ [allowInsecureRequests]: new URL(issuer).protocol === 'http:' });

async function discover(provider: Provider): Promise<AuthorizationServer> {
  const issuer = new URL(provider.issuer);
  return processDiscoveryResponse(issuer, await discoveryRequest(issuer, options(provider)));
}

const clientOf = ({ clientId }: Provider): Client => ({ client_id: clientId });

/** Leaves the page for the provider's; what is needed on return waits in this tab. */
export async function begin(provider: Provider): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(provider);
  if (!endpoint) throw new Error('it names no authorization endpoint');
  const verifier = generateRandomCodeVerifier();
  const begun: Begun = {
    provider,
    verifier,
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    place: location.pathname + location.search,
  };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const to = new URL(endpoint);
  const query = {
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope: provider.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) to.searchParams.set(name, value);
  location.assign(to);
}

/** On return from the provider: the tokens, and where the visitor wanted to go. */
export async function complete(): Promise<{ tokens: Tokens; place: string }> {
  const stored = sessionStorage.getItem(BEGUN);
  sessionStorage.removeItem(BEGUN);
  if (!stored) throw new Error('This sign-in was not begun in this tab. Begin again.');
  const { provider, verifier, state, nonce, place } = JSON.parse(stored) as Begun;
  const server = await discover(provider);
  const client = clientOf(provider);
  const answer = validateAuthResponse(server, client, new URL(location.href), state);
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(),
    answer,
    redirectUri(),
    verifier,
    options(provider),
  );
  const granted = await processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  return { tokens: tokensOf(provider, granted), place };
}

export async function refresh(old: Tokens): Promise<Tokens> {
  const { provider } = old;
  if (old.refresh === undefined) throw new Error('it gave no refresh token');
  const server = await discover(provider);
  const client = clientOf(provider);
  const response = await refreshTokenGrantRequest(server, client, None(), old.refresh, options(provider));
  const granted = await processRefreshTokenResponse(server, client, response);
  return tokensOf(provider, granted, old);
}

function tokensOf(provider: Provider, granted: TokenEndpointResponse, old?: Tokens): Tokens {
  const bearer = granted[provider.token];
  if (!bearer) throw new Error(`it gave no ${provider.token}`);
  const lasts = granted.expires_in === undefined ? 300 : granted.expires_in;
  return {
    provider,
    bearer,
    refresh: granted.refresh_token ?? old?.refresh,
    expiresAt: expiryOf(bearer) ?? Date.now() + lasts * 1000,
  };
}

/** Read, not believed: only the gateway judges a token. */
function expiryOf(token: string): number | undefined {
  try {
    const [, claims = ''] = token.split('.');
    const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: number };
    return exp === undefined ? undefined : exp * 1000;
  } catch {
    return undefined;
  }
}
