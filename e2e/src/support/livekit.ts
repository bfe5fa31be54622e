import { randomBytes } from 'node:crypto';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { get } from './kubectl.ts';

export interface LiveKit {
  readonly url: string;
  readonly rooms: RoomServiceClient;
  /** For programs that mint their own tokens. */
  readonly keys: { readonly key: string; readonly secret: string };
  newRoom(): Promise<string>;
  token(room: string, identity: string, kind?: 'agent' | 'standard'): Promise<string>;
}

/** The LiveKit server of `make up`, with the keys that the installation made. */
export async function livekit(): Promise<LiveKit> {
  const address = process.env['SWB_NODE_IP'] ?? '198.18.0.1';
  const secret = await get<{ data: Record<string, string> }>(
    'secret',
    'switchboard-livekit',
    '--namespace',
    'switchboard-system',
  );
  const entry = (name: string): string => Buffer.from(secret.data[name] ?? '', 'base64').toString();
  const [key, value] = [entry('api-key'), entry('api-secret')];
  const rooms = new RoomServiceClient(`http://${address}:7880`, key, value);
  return {
    url: `ws://${address}:7880`,
    rooms,
    keys: { key, secret: value },
    newRoom: async () => {
      const name = `e2e_${randomBytes(6).toString('hex')}`;
      await rooms.createRoom({ name, emptyTimeout: 60, departureTimeout: 5 });
      return name;
    },
    token: (room, identity, kind = 'standard') => {
      const token = new AccessToken(key, value, { identity, ttl: 120 });
      token.kind = kind;
      token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true });
      return token.toJwt();
    },
  };
}
