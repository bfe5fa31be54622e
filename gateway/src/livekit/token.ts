import type { Participant } from '@switchboard/api';
import { SignJWT } from 'jose';

export interface TokenSigner {
  readonly key: string;
  readonly secret: string;
  readonly seconds: number;
}

export interface Caller {
  readonly room: string;
  readonly identity: string;
  readonly participant: Participant;
}

/** Concurrent answers for one caller must be equal, so times are cut to this many seconds. */
const GRAIN_SECONDS = 30;

/** A caller's token: one room, one identity, no administration, and short, since it only opens the connection. */
export function callerToken(caller: Caller, signer: TokenSigner, nowMs: number): Promise<string> {
  const from = Math.floor(nowMs / 1000 / GRAIN_SECONDS) * GRAIN_SECONDS;
  const { name, metadata, attributes } = caller.participant;
  return new SignJWT({
    video: {
      roomJoin: true,
      room: caller.room,
      canPublish: true,
      canPublishSources: ['microphone'],
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: false,
    },
    ...(name && { name }),
    ...(metadata && { metadata }),
    ...(attributes && { attributes }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(signer.key)
    .setSubject(caller.identity)
    .setNotBefore(from - GRAIN_SECONDS)
    .setExpirationTime(from + signer.seconds)
    .sign(new TextEncoder().encode(signer.secret));
}
