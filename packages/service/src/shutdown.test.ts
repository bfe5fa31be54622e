import { describe, expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { createLogger } from './logger.ts';
import { Shutdown } from './shutdown.ts';

function setUp(boundMs = 1000) {
  const codes: number[] = [];
  const clock = new FakeClock();
  const logger = createLogger({ name: 'test', level: 'silent' });
  const shutdown = new Shutdown({ logger, boundMs, clock, exit: (code) => void codes.push(code) });
  return { codes, clock, shutdown };
}

describe('shutdown', () => {
  test('aborts the signal first, then runs hooks last added first, then exits 0', async () => {
    const { shutdown, codes } = setUp();
    const order: string[] = [];
    shutdown.signal.addEventListener('abort', () => order.push('signal'));
    shutdown.add('built first', () => void order.push('first'));
    shutdown.add('built second', async () => void order.push('second'));
    await shutdown.begin('test');
    expect(order).toEqual(['signal', 'second', 'first']);
    expect(codes).toEqual([0]);
  });

  test('a failing hook does not keep the others from running', async () => {
    const { shutdown, codes } = setUp();
    let ran = false;
    shutdown.add('first', () => {
      ran = true;
    });
    shutdown.add('bad', () => Promise.reject(new Error('x')));
    await shutdown.begin('test');
    expect(ran).toBe(true);
    expect(codes).toEqual([0]);
  });

  test('past the bound it exits 1', async () => {
    const { shutdown, codes, clock } = setUp(500);
    shutdown.add('endless', () => new Promise(() => {}));
    const down = shutdown.begin('test');
    await clock.advance(499);
    expect(codes).toEqual([]);
    await clock.advance(1);
    await down;
    expect(codes).toEqual([1]);
  });

  test('a second begin joins the first', async () => {
    const { shutdown, codes } = setUp();
    await Promise.all([shutdown.begin('a', 3), shutdown.begin('b', 4)]);
    expect(codes).toEqual([3]);
  });
});
