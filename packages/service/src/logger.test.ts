import { describe, expect, test } from 'vitest';
import { createLogger, personalFields } from './logger.ts';

function capture(level = 'info') {
  const lines: string[] = [];
  const logger = createLogger({ name: 'test', level, destination: { write: (line: string) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('logger', () => {
  test('a line is JSON with time, level, program, message and fields', () => {
    const { logger, last } = capture();
    logger.info({ pod: 'a' }, 'pod claimed');
    expect(last()).toMatchObject({ level: 'info', program: 'test', message: 'pod claimed', pod: 'a' });
    expect(Date.parse(last().time)).toBeGreaterThan(0);
  });

  test.each(personalFields)('%s is censored down to the third level, its neighbours are not', (field) => {
    const { logger, lines, last } = capture();
    logger.info({ [field]: 'p-1', a: { [field]: 'p-2', b: { [field]: 'p-3' } }, pod: 'x' }, 'm');
    expect(lines.join()).not.toMatch(/p-[123]/);
    expect(last().pod).toBe('x');
  });

  test('an error keeps its message, code and cause', () => {
    const { logger, last } = capture();
    logger.error({ error: new Error('outer', { cause: new Error('inner') }) }, 'failed');
    expect(last().error.message).toContain('outer');
    expect(last().error.stack).toContain('inner');
  });

  test('the level may change at run time', () => {
    const { logger, lines } = capture('warn');
    logger.info('unseen');
    logger.level = 'debug';
    logger.debug('seen');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['seen']);
  });
});
