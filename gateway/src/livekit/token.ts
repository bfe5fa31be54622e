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
  /** Of the session. */
  readonly createdMs: number;
}

/** Concurrent answers for one caller must be equal: times are cut to so many seconds after the session was created. */
const GRAIN_SECONDS = 30;

/** A caller's token: one room, one identity, no administration, and short, since it only opens the connection. */
export function callerToken(caller: Caller, signer: TokenSigner, nowMs: number): Promise<string> {
  const created = Math.floor(caller.createdMs / 1000);
  const grains = Math.floor((nowMs / 1000 - created) / GRAIN_SECONDS);
  const from = created + grains * GRAIN_SECONDS;
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
