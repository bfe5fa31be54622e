import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meanModel } from '@switchboard/session-runtime/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, hangUp, Stage } from './index.ts';

let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchboard-turn-'));
  stage = await Stage.open();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A model that is always of one opinion. */
function modelThatSays(finished: boolean): string {
  const path = join(folder, `${finished}.onnx`);
  writeFileSync(path, meanModel({ slope: 0, bias: finished ? 3 : -3 }));
  return path;
}

const SHORT = 400;
const LONG = 2500;
/** Longer than words take to be written down on a machine that does much else. */
const NEVER = 10_000;

async function endpointWith(env: NodeJS.ProcessEnv, longest = NEVER): Promise<{ endpoint: number; loaded: boolean }> {
  const waits = { minEndpointingMilliseconds: SHORT, maxEndpointingMilliseconds: longest };
  const turnTaking = { ...stage.behaviour().turnTaking, ...waits };
  const { pod, caller } = await call(stage, 'alice', { turnTaking }, { pod: { env } });
  await ask(caller, 'my number is golden tango');
  const turn = await pod.reported('turn', (one) => one.trigger === 'speech');
  const loaded = readFileSync(`/proc/${pod.program.pid}/maps`, 'utf8').includes('libonnxruntime');
  await hangUp(pod, caller);
  return { endpoint: turn.endpointMilliseconds ?? Number.NaN, loaded };
}

describe.concurrent('the end of a turn', () => {
  test('is judged by the words, and no inference runtime is loaded for it', async () => {
    const { endpoint, loaded } = await endpointWith({});
    expect(endpoint).toBeLessThan(NEVER);
    expect(loaded).toBe(false);
  });

  test('is judged by a model that was chosen: one that expects more waits longer', async () => {
    const { endpoint, loaded } = await endpointWith({ SESSION_END_OF_TURN_MODEL: modelThatSays(false) }, LONG);
    expect(endpoint).toBeGreaterThanOrEqual(LONG);
    expect(loaded).toBe(true);
  });

  test('is judged by a model that was chosen: one that expects nothing does not wait', async () => {
    const { endpoint } = await endpointWith({ SESSION_END_OF_TURN_MODEL: modelThatSays(true) });
    expect(endpoint).toBeLessThan(NEVER);
  });

  test('is left to the words where the model is not there', async () => {
    const { endpoint } = await endpointWith({ SESSION_END_OF_TURN_MODEL: '/nowhere/model.onnx' });
    expect(endpoint).toBeLessThan(NEVER);
  });
});
