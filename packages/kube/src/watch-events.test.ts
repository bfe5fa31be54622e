import { describe, expect, test } from 'vitest';
import { ConnectionError, isGone } from './errors.ts';
import { watchEvents } from './watch-events.ts';

async function read(chunks: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  async function* bytes() {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  }
  for await (const { type, object } of watchEvents(bytes(), 'WATCH things'))
    seen.push(`${type} ${object.metadata.name}`);
  return seen;
}

const line = (type: string, name: string) => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

describe('events are found wherever the network cut them', () => {
  const text = line('ADDED', 'a') + line('MODIFIED', 'b') + line('DELETED', 'c');
  test.each([1, 2, 7, 40, 1000])('in pieces of %i bytes', async (size) => {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.slice(i * size, (i + 1) * size),
    );
    expect(await read(chunks)).toEqual(['ADDED a', 'MODIFIED b', 'DELETED c']);
  });

  test('a character of two bytes cut in half is whole again', async () => {
    const bytes = Buffer.from(line('ADDED', 'ä'), 'utf8').toString('latin1');
    const middle = bytes.indexOf('\u00c3') + 1;
    expect(await read([bytes.slice(0, middle), bytes.slice(middle)])).toEqual(['ADDED ä']);
  });

  test('an event without its end is none', async () => {
    expect(await read([line('ADDED', 'a'), '{"type":"ADD'])).toEqual(['ADDED a']);
  });
});

test('garbage is a broken connection', async () => {
  await expect(read(['<html>\n'])).rejects.toThrow(ConnectionError);
});

test('an ERROR event is thrown as what it says', async () => {
  const error = { type: 'ERROR', object: { code: 410, reason: 'Expired' } };
  await expect(read([`${JSON.stringify(error)}\n`])).rejects.toSatisfy(isGone);
});
