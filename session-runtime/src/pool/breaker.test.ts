import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

const options = { failures: 3, openMs: 1000, maxOpenMs: 4000 };

test('opens after failures in a row, probes once, closes on success', () => {
  const breaker = new Breaker(options);
  for (const at of [0, 10, 20]) breaker.failed(at);
  expect(breaker.state(20)).toBe('Open');
  expect(breaker.admits(500)).toBe(false);
  expect(breaker.state(1020)).toBe('HalfOpen');
  breaker.began(1020);
  expect(breaker.admits(1021)).toBe(false);
  breaker.succeeded();
  expect(breaker.state(1022)).toBe('Closed');
});

test('a success in between begins the count again', () => {
  const breaker = new Breaker(options);
  breaker.failed(0);
  breaker.failed(1);
  breaker.succeeded();
  breaker.failed(2);
  breaker.failed(3);
  expect(breaker.state(3)).toBe('Closed');
});

test('stays open twice as long after each failed probe, within a bound', () => {
  const breaker = new Breaker(options);
  for (let i = 0; i < 3; i++) breaker.failed(0);
  expect(breaker.opensAt(1)).toBe(1000);
  breaker.failed(1000);
  expect(breaker.opensAt(1001)).toBe(3000);
  breaker.failed(3000);
  breaker.failed(7000);
  expect(breaker.opensAt(7001)).toBe(11_000);
});

test('rests as long as it is asked to', () => {
  const breaker = new Breaker(options);
  breaker.rest(0, 2500);
  expect(breaker.admits(2499)).toBe(false);
  expect(breaker.admits(2500)).toBe(true);
});

test('a probe that was called off frees the place for another', () => {
  const breaker = new Breaker(options);
  for (let i = 0; i < 3; i++) breaker.failed(0);
  breaker.began(1000);
  breaker.cancelled();
  expect(breaker.admits(1001)).toBe(true);
});
