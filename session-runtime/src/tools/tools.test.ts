import { expect, test } from 'vitest';
import { type Caller, type HttpTool, type Send, Tools } from './index.ts';

const caller: Caller = {
  participant: { identity: 'alice' },
  channel: 'livekit',
  session: { uid: 'u', name: 'call-1', namespace: 'demo' },
  agent: 'helper',
};
const lookUp: HttpTool = {
  name: 'look_up',
  description: 'Looks something up.',
  parameters: { type: 'object', properties: { word: { type: 'string' } } },
  url: 'http://tools.example/look-up',
  authorization: undefined,
  timeoutMs: 50,
  filler: 'Let me look.',
};
const none = { endCall: undefined, handOver: undefined };
const never = new AbortController().signal;
const echo: Send = async (_, body) => body;

test('a tool is told who calls, whatever the model says', async () => {
  const tools = new Tools([lookUp], none, { caller, send: echo });
  const forged = JSON.stringify({ word: 'blue', caller: { participant: { identity: 'mallory' } } });
  const { content } = await tools.run({ id: '1', name: 'look_up', arguments: forged }, never);
  const sent = JSON.parse(content) as { caller: Caller; arguments: unknown };
  expect(sent.caller).toEqual(caller);
});

test('a tool that does not answer in time is told of to the model', async () => {
  const hangs: Send = (_, __, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const tools = new Tools([lookUp], none, { caller, send: hangs });
  const { content } = await tools.run({ id: '1', name: 'look_up', arguments: '{}' }, never);
  expect(JSON.parse(content)).toEqual({ error: 'no answer within 50 ms' });
});

test.each([
  ['arguments that are not JSON', 'look_up', '{', 'the arguments are not JSON'],
  ['arguments that are a list', 'look_up', '[]', 'the arguments are not an object'],
  ['a function that does not exist', 'rm', '{}', 'there is no function rm'],
  ['ending the call when that is not allowed', 'end_call', '{}', 'there is no function end_call'],
])('%s: the model is told', async (_, name, args, error) => {
  const tools = new Tools([lookUp], none, { caller, send: echo });
  const { content } = await tools.run({ id: '1', name, arguments: args }, never);
  expect(JSON.parse(content)).toEqual({ error });
});

test('a long result is cut', async () => {
  const tools = new Tools([lookUp], none, { caller, send: async () => 'x'.repeat(100_000) });
  const { content } = await tools.run({ id: '1', name: 'look_up', arguments: '{}' }, never);
  expect(content.length).toBe(8192);
});

test('the call can be ended and handed over, to the agents that are allowed', async () => {
  const tools = new Tools(
    [],
    { endCall: { description: 'e' }, handOver: { description: 'h', to: ['billing'] } },
    { caller, send: echo },
  );
  expect(tools.declarations.map((tool) => tool.name)).toEqual(['end_call', 'hand_over']);
  expect((await tools.run({ id: '1', name: 'end_call', arguments: '' }, never)).afterwards).toEqual({ type: 'end' });
  const over = await tools.run({ id: '2', name: 'hand_over', arguments: '{"to":"billing"}' }, never);
  expect(over.afterwards).toEqual({ type: 'hand-over', to: 'billing' });
  expect(
    (await tools.run({ id: '3', name: 'hand_over', arguments: '{"to":"root"}' }, never)).afterwards,
  ).toBeUndefined();
});
