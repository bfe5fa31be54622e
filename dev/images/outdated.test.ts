import { expect, test } from 'vitest';
import { outdated } from './outdated.ts';

test('what is built here, is not kept and is run by nobody, goes', () => {
  const present = ['here/a:1', 'here/a:2', 'here/a:3', 'here/pause:1', 'there/a:1', 'sha256:abc'];
  const seen = { present, kept: new Set(['here/a:3']), used: new Set(['here/a:2']), prefix: 'here', names: ['a'] };
  expect(outdated(seen)).toEqual(['here/a:1']);
});
