import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@switchboard/service';
import { expect, test } from 'vitest';
import { Pool } from '../pool/index.ts';
import { ChatThinker, type Thought } from './index.ts';

const piece = (text: string) => `data: {"choices":[{"delta":{"content":${JSON.stringify(text)}}}]}\n\n`;
const end = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';

/** Asks a thinker whose endpoints answer these bodies, one for each request; undefined breaks the connection. */
async function think(
  ...bodies: readonly (readonly (string | undefined)[])[]
): Promise<{ thoughts: Thought[]; asked: { messages: unknown[] }[] }> {
  const asked: { messages: unknown[] }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push(JSON.parse(Buffer.concat(parts).toString()));
    for (const part of bodies[asked.length - 1] ?? []) {
      if (part === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.destroy();
        return;
      }
      response.write(part);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const pool = new Pool({
    stage: 'think',
    clock: systemClock,
    lists: [{ urls: [url], attemptMs: 5000, concurrency: 2, requestsPerMinute: 6000 }],
  });
  const models = [{ name: 'm', headers: {}, urls: new Set([url]) }];
  const thinker = new ChatThinker({ pool, models, temperature: 0.7, maxTokens: 100 });
  const thoughts: Thought[] = [];
  try {
    const signal = new AbortController().signal;
    for await (const thought of thinker.think([{ role: 'user', content: 'hi' }], { tools: [], signal }))
      thoughts.push(thought);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return { thoughts, asked };
}

const textOf = (thoughts: readonly Thought[]) => thoughts.map((one) => (one.type === 'text' ? one.text : '')).join('');

test('text comes in pieces, and its tokens are counted', async () => {
  const usage = 'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n';
  const { thoughts } = await think([piece('Hello '), piece('there.'), end, usage, 'data: [DONE]\n\n']);
  expect(textOf(thoughts)).toBe('Hello there.');
  expect(thoughts.find((one) => one.type === 'tokens')).toEqual({ type: 'tokens', read: 7, written: 3 });
});

test('a call of a tool is put together from its pieces', async () => {
  const call = (part: object) => `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [part] } }] })}\n\n`;
  const { thoughts } = await think([
    call({ index: 0, id: 'c1', function: { name: 'look_up', arguments: '{"wo' } }),
    call({ index: 0, function: { arguments: 'rd":"blue"}' } }),
    end,
  ]);
  expect(thoughts.at(-1)).toEqual({
    type: 'tools',
    calls: [{ id: 'c1', name: 'look_up', arguments: '{"word":"blue"}' }],
  });
});

test('an answer that breaks off is taken up from where it stopped', async () => {
  const { thoughts, asked } = await think([piece('One two '), undefined], [piece('three.'), end, 'data: [DONE]\n\n']);
  expect(textOf(thoughts)).toBe('One two three.');
  expect(asked[1]?.messages).toContainEqual({ role: 'assistant', content: 'One two ' });
});

test('garbage is an error, not an answer', async () => {
  await expect(think(...Array.from({ length: 10 }, () => ['data: {{{\n\n']))).rejects.toThrow();
}, 20_000);
