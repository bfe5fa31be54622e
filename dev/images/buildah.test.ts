import { expect, test } from 'vitest';
import { isLoopback } from './buildah.ts';

test.each([
  ['localhost:5001/switchboard/gateway:1', true],
  ['127.0.0.1:5001/gateway:1', true],
  ['[::1]:5001/gateway:1', true],
  ['localhost/switchboard/gateway:1', true],
  ['localhost.example.com/gateway:1', false],
  ['registry.example.com:5000/switchboard/gateway:1', false],
  ['127.example.com/gateway:1', false],
])('%s is on this machine: %s', (ref, expected) => {
  expect(isLoopback(ref)).toBe(expected);
});
