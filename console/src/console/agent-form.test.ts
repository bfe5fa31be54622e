import type { Agent } from '@switchboard/client';
import { describe, expect, it } from 'vitest';
import { changesOf, draftOf } from './agent-form.tsx';

const agent = {
  name: 'ada',
  generation: 3,
  spec: { prompt: 'Be kind.', greeting: 'Hello', voice: { name: 'alloy' }, limits: { idleSeconds: 60 } },
} as unknown as Agent;

describe('an edit', () => {
  it('that changes nothing sends nothing', () => {
    expect(changesOf(agent, draftOf(agent))).toEqual({ lines: [], patch: {} });
  });

  it('sends only what differs', () => {
    const draft = { ...draftOf(agent), prompt: 'Be brief.', idleSeconds: '90' };
    const { lines, patch } = changesOf(agent, draft);
    expect(lines.map(({ field }) => field)).toEqual(['prompt', 'idleSeconds']);
    expect(patch).toEqual({ prompt: 'Be brief.', limits: { idleSeconds: 90 } });
  });

  it('takes a greeting away', () => {
    expect(changesOf(agent, { ...draftOf(agent), greeting: '' }).patch).toEqual({ greeting: null });
  });
});
