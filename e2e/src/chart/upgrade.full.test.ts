import type { Switchboard } from '@switchboard/client';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { Scene } from '../operator/scene.ts';
import { explain, get, imageRef, warmPods } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import { Calls, underLoad } from './calls.ts';
import { EarlierVersion } from './earlier.ts';
import { fieldsOf } from './fields.ts';
import { furnish } from './furnish.ts';
import { chart } from './helm.ts';
import { SecondInstall, TENANT } from './second.ts';

// From an earlier commit to the tree of now and back, with conversations on all the time.

const EARLIER = '7958944ea431';
/** It had three Secrets where there is one now, and no trial. */
const itsValues = {
  livekit: { secret: { name: 'switchboard' } },
  nats: { operatorSecret: 'switchboard', gatewaySecret: 'switchboard' },
  test: undefined,
};

const second = new SecondInstall();
const scene = new Scene(TENANT);
const calls = new Calls(scene, 'up-1', 'up-2', 'up-3');
const caller = new ScriptedCaller('caller');
let earlier: EarlierVersion;
let client: Switchboard;
let talk: Awaited<ReturnType<Switchboard['start']>>;

beforeAll(async () => {
  earlier = await EarlierVersion.build(EARLIER, itsValues);
  await second.prepare();
  await second.install({}, earlier);
  client = await furnish(second, scene, { image: earlier.image('e2e-stub') });
  await warmPods(TENANT, 'ada', 1);
  await calls.begin();
  talk = await client.start({ agent: 'ada', waitSeconds: 30 });
  await caller.join(talk.connection.server_url, talk.connection.participant_token);
  await caller.until('the greeting', () => caller.said('agent')[0], 30_000);
}, 600_000);
afterAll(async () => {
  await caller.leave();
  await second.close();
  await earlier?.[Symbol.asyncDispose]();
}, 180_000);
beforeEach(() => {
  onTestFailed(async () => console.error(await explain(second.home, TENANT)));
});

const programs = ['operator', 'gateway'] as const;

/** Of the pods that run, one after another. */
async function imagesOf(program: (typeof programs)[number]): Promise<string[]> {
  const pods = await second.podNames(program);
  const found = await Promise.all(
    pods.map((pod) => get<{ spec: { containers: { image: string }[] } }>(pod, '--namespace', second.home)),
  );
  return found.flatMap(({ spec }) => spec.containers.map(({ image }) => image));
}

/** The conversation that began under the earlier version is still one. */
async function itAnswers(word: string): Promise<void> {
  await caller.type(`my number is ${word} yellow tango`);
  const said = () => caller.said('agent').find((one) => one.toLowerCase().includes(word));
  await caller.until(`an answer about ${word}`, said, 30_000);
}

describe('an upgrade and a rollback between versions', () => {
  test('it begins as the earlier version, whose pods are other programs', async () => {
    for (const program of programs) {
      expect(earlier.image(program)).not.toBe(imageRef(program));
      expect(await imagesOf(program)).toEqual([earlier.image(program), earlier.image(program)]);
    }
    expect(earlier.image('session-runtime')).not.toBe(imageRef('session-runtime'));
  });

  test.each(['voiceagents', 'voicepools', 'voicesessions', 'voicetenants'])(
    'no field of its %s was taken away since',
    (plural) => {
      const had = fieldsOf(earlier.chart, plural);
      expect(had.length).toBeGreaterThan(10);
      expect(fieldsOf(chart, plural)).toEqual(expect.arrayContaining(had));
    },
  );

  test('the upgrade rolls every replica: no call ends, no create fails, and who talks is still answered', async () => {
    expect(await underLoad(client, () => second.upgrade({}))).toBeGreaterThan(8);
    for (const program of programs) expect(await imagesOf(program)).toEqual([imageRef(program), imageRef(program)]);
    await calls.areStillOn();
    await itAnswers('whiskey');
    expect((await client.get(talk.session.id)).phase).toBe('Active');
  });

  test('new conversations get the new runtime', async () => {
    await warmPods(TENANT, 'ada', 1);
    expect(await second.test()).toMatch(/heard the greeting[\s\S]*ended with a goodbye/);
  });

  test('the rollback does neither', async () => {
    expect(await underLoad(client, () => second.rollback(1))).toBeGreaterThan(8);
    for (const program of programs)
      expect(await imagesOf(program)).toEqual([earlier.image(program), earlier.image(program)]);
    await calls.areStillOn();
    await itAnswers('foxtrot');
    await client.stop(talk.session.id);
    await calls.end();
  });
});
