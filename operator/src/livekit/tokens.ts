import { AccessToken } from 'livekit-server-sdk';

export interface AgentTokens {
  mint(room: string, pod: string): Promise<string>;
}

/** Expiry limits only the first connection, so a short one costs nothing. */
const TTL_SECONDS = 120;

export class LiveKitTokens implements AgentTokens {
  readonly #key: string;
  readonly #secret: string;

  constructor({ key, secret }: { key: string; secret: string }) {
    this.#key = key;
    this.#secret = secret;
  }

  // An agent's own kind keeps it out of maxParticipants and lets the room close once the caller has left.
  async mint(room: string, pod: string): Promise<string> {
    const token = new AccessToken(this.#key, this.#secret, { identity: `agent-${pod}`, ttl: TTL_SECONDS });
    token.kind = 'agent';
    token.addGrant({
      room,
      roomJoin: true,
      agent: true,
      canPublish: true,
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: true,
    });
    return token.toJwt();
  }
}
