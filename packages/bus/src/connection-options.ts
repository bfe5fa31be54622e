import { credsAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { IdentityRules } from './identity.ts';

/**
 * The client's own defaults give up after 10 attempts and notice a dead server after 4 minutes.
 * The first connection is tried by the caller, because the client can't be told to stop waiting for it.
 */
export function connectionOptions(
  servers: string[],
  rules: IdentityRules,
  credentials: () => string,
): NodeConnectionOptions {
  return {
    servers,
    name: rules.name,
    inboxPrefix: rules.inboxPrefix,
    authenticator: credsAuthenticator(latest(credentials)),
    ignoreAuthErrorAbort: !rules.refusalIsFinal,
    timeout: 5_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 500,
    pingInterval: 10_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}

// The client closes for good when its authenticator throws, so a file that can't be read just now
// (it is being replaced) means the one before. The first reading may throw: then nothing is connected yet.
function latest(credentials: () => string): () => Uint8Array {
  let known = Buffer.from(credentials());
  return () => {
    try {
      known = Buffer.from(credentials());
    } catch {
      // keep the one that is known
    }
    return known;
  };
}
