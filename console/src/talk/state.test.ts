import { describe, expect, it } from 'vitest';
import { type Line, withLine } from './state.ts';

const line = (text: string, more: Partial<Line> = {}): Line => ({
  segment: 'u-1',
  speaker: 'you',
  text,
  final: false,
  order: 0,
  ...more,
});

describe('captions', () => {
  it('grow until they are final, and stay as they are then', () => {
    let lines = withLine([], line('my'));
    lines = withLine(lines, line('my number'));
    lines = withLine(lines, line('my number is four', { final: true }));
    lines = withLine(lines, line('my numb'));
    expect(lines).toEqual([line('my number is four', { final: true })]);
  });

  it('of two speakers with one segment are two', () => {
    const lines = withLine(withLine([], line('hello')), line('hello', { speaker: 'agent' }));
    expect(lines).toHaveLength(2);
  });

  it('stand in the order in which they began', () => {
    const question = line('where?', { segment: 'u-1', order: 1 });
    const answer = line('here', { segment: 'u-2', speaker: 'agent', order: 2 });
    expect(withLine(withLine([], answer), question)).toEqual([question, answer]);
    const more = withLine([question, answer], { ...question, text: 'where is it?', order: 3 });
    expect(more.map(({ text }) => text)).toEqual(['where is it?', 'here']);
  });

  it('that turn out to be nothing go away', () => {
    expect(withLine([line('uh')], line('', { final: true }))).toEqual([]);
    expect(withLine([], line(' '))).toEqual([]);
  });

  it('are bounded', () => {
    let lines: readonly Line[] = [];
    for (let n = 0; n < 500; n++) lines = withLine(lines, line('x', { segment: String(n), final: true }));
    expect(lines).toHaveLength(200);
    expect(lines.at(-1)?.segment).toBe('499');
  });
});
