import { expect, test } from 'vitest';
import { report } from './report.ts';
import { expectThat, LifeCutShort, Verdicts } from './verdicts.ts';

const ok = async () => undefined;
const fails = (seen: string) => async () => expectThat(false, seen);

test('a clause that failed in one life stays failed, with what was seen first', async () => {
  const verdicts = new Verdicts();
  await verdicts.check('exit', ok);
  await verdicts.check('exit', fails('code 3'));
  await verdicts.check('exit', fails('code 4'));
  await verdicts.check('exit', ok);
  expect(verdicts.all().find(({ clause }) => clause === 'exit')?.verdict).toEqual({ outcome: 'failed', why: 'code 3' });
});

test('a required clause that fails cuts the life short', async () => {
  await expect(new Verdicts().require('assign', fails('no answer'))).rejects.toThrow(LifeCutShort);
});

test('nothing passes until every clause is ok', async () => {
  const verdicts = new Verdicts();
  expect(report(verdicts).passed).toBe(false);
  for (const { clause } of verdicts.all()) await verdicts.check(clause, ok);
  expect(report(verdicts)).toMatchObject({ passed: true, text: expect.stringContaining(' 0 failed, 0 not reached') });
  await verdicts.check('say', fails('silence'));
  expect(report(verdicts)).toMatchObject({ passed: false, text: expect.stringContaining('FAILED       say: silence') });
});
