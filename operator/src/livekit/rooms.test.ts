import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveKitError, LiveKitRooms } from './rooms.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Asked {
  readonly path: string;
  readonly body: unknown;
  readonly claims: { readonly iss: string; readonly video: object };
}

const claimsOf = (authorization = '') =>
  JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as Asked['claims'];

/** LiveKit as its API answers: `status` and `answer` to all that is asked. */
async function livekit(status: number, answer: object, { scheme = 'http' } = {}) {
  const asked: Asked[] = [];
  const opened = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { url: path = '', headers } = request;
      asked.push({ path, body: JSON.parse(text), claims: claimsOf(headers.authorization) });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  const url = `${scheme}://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  return { asked, rooms: new LiveKitRooms({ url, key: 'key', secret: 'secret', install: 'here', timeoutSeconds: 5 }) };
}

describe('rooms of LiveKit', () => {
  it('are made with their limits and the mark of the installation, by who may make and list rooms', async () => {
    const { asked, rooms } = await livekit(200, { name: 'a' }, { scheme: 'ws' });
    await rooms.create({ name: 'a', emptySeconds: 60, departureSeconds: 30, maxParticipants: 2 });
    expect(asked).toMatchObject([
      {
        path: '/twirp/livekit.RoomService/CreateRoom',
        body: { name: 'a', empty_timeout: 60, departure_timeout: 30, max_participants: 2, metadata: 'here' },
        claims: { iss: 'key', video: { roomCreate: true, roomList: true } },
      },
    ]);
  });

  it('are listed without those of other installations', async () => {
    const { rooms } = await livekit(200, {
      rooms: [
        { name: 'ours', metadata: 'here', creation_time: '1700000000' },
        { name: 'theirs', metadata: 'there', creation_time: '1700000000' },
        { name: 'anybodys' },
      ],
    });
    expect(await rooms.list()).toEqual([{ name: 'ours', createdMs: 1_700_000_000_000 }]);
    expect(await rooms.exists('ours')).toBe(true);
  });

  it('are not there when LiveKit lists none', async () => {
    const { asked, rooms } = await livekit(200, {});
    expect(await rooms.exists('gone')).toBe(false);
    expect(asked[0]?.body).toEqual({ names: ['gone'] });
  });

  it.each([
    ['was there', 200, {}, true],
    ['was gone already', 404, { code: 'not_found', msg: 'no such room' }, false],
  ])('deleting says whether one %s', async (_sentence, status, answer, there) => {
    expect(await (await livekit(status, answer)).rooms.delete('a')).toBe(there);
  });

  it('that LiveKit refuses are an error that says where to look', async () => {
    const { rooms } = await livekit(401, { code: 'unauthenticated', msg: 'invalid API key' });
    const refused = rooms.delete('a');
    await expect(refused).rejects.toThrow(LiveKitError);
    await expect(refused).rejects.toMatchObject({ cause: { message: expect.stringContaining('invalid API key') } });
  });

  it('nor are they made while nobody answers', async () => {
    const { rooms } = await livekit(200, {});
    server?.close();
    const made = rooms.create({ name: 'a', emptySeconds: 60, departureSeconds: 30, maxParticipants: 2 });
    await expect(made).rejects.toThrow(LiveKitError);
  });
});
