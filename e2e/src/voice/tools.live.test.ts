import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, Stage, spoken } from './index.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe.concurrent('tools', () => {
  test('are told who calls; the answer is spoken; the model can end the call', async () => {
    const asked: { caller: { participant: { identity: string } } }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push(JSON.parse(body));
        response.end(JSON.stringify({ answer: 'silver' }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const tool = {
      name: 'look_up',
      description: 'Looks a word up.',
      parameters: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
      url: `http://127.0.0.1:${port}/`,
      timeoutMilliseconds: 2000,
    };
    const builtInTools = { endCall: { enabled: true }, handOver: { enabled: false } };
    const { pod, caller } = await call(stage, 'alice', { tools: [tool], builtInTools });
    const answers = await ask(caller, 'look up golden');
    expect(answers.join(' ')).toContain('silver');
    expect(asked[0]?.caller.participant.identity).toBe('alice');
    await caller.speak(await spoken('goodbye'));
    const ended = await pod.ended();
    expect(ended).toMatchObject({ reason: 'AgentEnded', usage: { toolCalls: 2 } });
    expect(await pod.program.exited).toEqual({ code: 0, signal: null });
    await caller.leave();
    server.close();
  });

  test('can pass the caller on', async () => {
    const builtInTools = { endCall: { enabled: false }, handOver: { enabled: true, to: ['billing'] } };
    const { pod, caller } = await call(stage, 'alice', { builtInTools });
    await caller.speak(await spoken('i want to talk to a person'));
    const ended = await pod.ended();
    expect(ended).toMatchObject({ reason: 'HandedOver', handedOverTo: 'billing' });
    await caller.leave();
  });
});
