import { expect, test } from 'vitest';
import { readCommand } from './command.ts';

test('kubectl’s own flags are passed on, and a namespace only where it means something', () => {
  const args = ['drain', 'node-1', '--context', 'prod', '--kubeconfig=/k', '--wait', '--timeout', '30'];
  expect(readCommand(args, {})).toMatchObject({
    name: 'drain',
    target: 'node-1',
    flags: ['--context=prod', '--kubeconfig=/k'],
    scope: [],
    wait: true,
    timeoutSeconds: 30,
  });
  expect(readCommand(['why', 'x', '-n', 'shop'], {}).scope).toEqual(['--namespace', 'shop']);
  expect(readCommand(['top', '-A'], {}).scope).toEqual(['--all-namespaces']);
});

test('who waits is given hours, who ends conversations two minutes', () => {
  expect(readCommand(['drain', 'n', '--wait'], {}).timeoutSeconds).toBe(7200);
  expect(readCommand(['drain', 'n'], {}).timeoutSeconds).toBe(120);
});

test('gateway and key may come from the environment', () => {
  const env = { SWITCHBOARD_URL: 'http://gateway', SWITCHBOARD_KEY: 'k' };
  expect(readCommand(['talk', 'ada'], env)).toMatchObject({ gateway: 'http://gateway', key: 'k' });
});

test.each([
  [['explode'], 'There is no command explode.'],
  [['drain'], 'drain wants a NODE.'],
  [['why'], 'why wants a NAME.'],
  [['top', 'x'], 'top does not know what to do with x.'],
  [['why', 'x', 'y'], 'why does not know what to do with y.'],
  [['drain', 'n', '--timeout', 'soon'], '--timeout is a number of seconds above 0.'],
  [['top', '--colour'], 'Unknown option'],
])('%j is refused with the way to write it', (args, message) => {
  expect(() => readCommand(args, {})).toThrow(message);
  expect(() => readCommand(args, {})).toThrow('kubectl voice why NAME');
});

test('without a command it explains itself', () => {
  expect(readCommand([], {}).help).toBe(true);
  expect(readCommand(['drain', '--help'], {}).help).toBe(true);
});
