import type { Agent } from '@switchboard/client';
import { describe, expect, it } from 'vitest';
import { merged, problemsOf } from './agent-check.ts';
import { changesOf, draftOf, fieldOf } from './agent-form.tsx';

const speech = [{ endpoints: [{ url: 'http://speech.models:8000/v1' }], model: 'offline' }];
const agent = {
  name: 'ada',
  generation: 3,
  spec: {
    prompt: 'Be kind.',
    greeting: 'Hello',
    voice: { name: 'alloy' },
    limits: { idleSeconds: 60 },
    speech: { transcribe: speech, think: speech, speak: speech },
  },
} as unknown as Agent;
const edited = (change: object) => changesOf(agent, { ...draftOf(agent), ...change });

describe('an edit', () => {
  it('that changes nothing sends nothing', () => {
    expect(edited({})).toEqual({ lines: [], patch: {} });
  });

  it('sends only what differs', () => {
    const { lines, patch } = edited({ prompt: 'Be brief.', idleSeconds: '90', speedPercent: '110' });
    expect(lines.map(({ field }) => field)).toEqual(['prompt', 'speedPercent', 'idleSeconds']);
    expect(patch).toEqual({ prompt: 'Be brief.', voice: { speedPercent: 110 }, limits: { idleSeconds: 90 } });
  });

  it('takes a greeting and a limit away', () => {
    expect(edited({ greeting: '', idleSeconds: ' ' }).patch).toEqual({ greeting: null, limits: { idleSeconds: null } });
  });
});

describe('the schema of the CRD judges it before it is sent', () => {
  it.each([
    [{ idleSeconds: '90' }, []],
    [{ greeting: '' }, []],
    [{ idleSeconds: '-5' }, ['idleSeconds']],
    [{ idleSeconds: 'soon' }, ['idleSeconds']],
    [{ speedPercent: '5', maxDurationSeconds: '1' }, ['speedPercent', 'maxDurationSeconds']],
    [{ prompt: '' }, ['prompt']],
    [{ voice: '' }, ['voice']],
  ])('%j', (change, fields) => {
    expect(Object.keys(problemsOf(agent, edited(change).patch))).toEqual(fields);
  });
});

it('a patch is merged as the API server merges it', () => {
  expect(merged({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: null, c: 4 }, e: [5] })).toEqual({
    a: { c: 4 },
    d: 3,
    e: [5],
  });
});

it.each([
  ['limits.idleSeconds', 'idleSeconds'],
  ['body.spec.voice.name', 'voice'],
  ['prompt', 'prompt'],
  ['speech.think.0.model', undefined],
])('%s is of the field %s', (path, field) => expect(fieldOf(path)).toBe(field));
