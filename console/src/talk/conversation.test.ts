import { beforeEach, expect, test, vi } from 'vitest';
import { TalkConversation } from './conversation.ts';
import type { RoomEvents } from './room.ts';
import type { ShareLink } from './share.ts';

const rooms: { readonly events: RoomEvents; readonly joined: string[] }[] = [];

vi.mock('./room.ts', () => ({
  TalkRoom: class {
    readonly joined: string[] = [];
    readonly events: RoomEvents;
    constructor(events: RoomEvents) {
      this.events = events;
      rooms.push(this);
    }
    async join(_url: string, token: string) {
      this.joined.push(token);
    }
    async leave() {}
  },
}));

beforeEach(() => {
  rooms.length = 0;
  vi.stubGlobal('location', { origin: 'http://gateway.example.com' });
  // The visitor does not answer the browser's question.
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => new Promise(() => undefined) } });
  vi.stubGlobal('fetch', async () => new Response(new ReadableStream()));
});

/** A link whose agent is in the room at once. */
function conversation(): TalkConversation {
  let started = 0;
  const start = async () => {
    started += 1;
    const connection = { server_url: 'ws://x', participant_token: `token-${started}` };
    return { session: { id: `s-${started}`, phase: 'Ready' }, connection, token: 't' };
  };
  return new TalkConversation({ start } as unknown as ShareLink);
}

test('who ends before the browser’s question is answered can talk again', async () => {
  const talk = conversation();
  await talk.start('');
  expect(talk.state().stage).toBe('talking');
  await talk.end();
  expect(talk.state()).toMatchObject({ stage: 'over', notice: 'You ended the conversation.' });
  await talk.start('');
  expect(talk.state().stage).toBe('talking');
  expect(rooms.map(({ joined }) => joined)).toEqual([['token-1'], ['token-2']]);
});

test('what the room of an earlier conversation tells is not heard', async () => {
  const talk = conversation();
  await talk.start('');
  await talk.end();
  await talk.start('');
  const [earlier, now] = rooms;
  earlier?.events.reconnecting();
  earlier?.events.line({ segment: 'a', speaker: 'agent', text: 'old', final: true, order: 0 });
  now?.events.line({ segment: 'b', speaker: 'agent', text: 'new', final: true, order: 0 });
  expect(talk.state()).toMatchObject({ stage: 'talking', lines: [{ text: 'new' }] });
});
