import { expect, it, vi } from 'vitest';
import { rehearse } from './rehearsal.ts';

it('runs through an assignment without a sound or a connection', () => {
  const connect = vi.spyOn(globalThis, 'fetch');
  const begin = vi.fn(() => ({ probability: () => 0, reset: () => {} }));
  rehearse(begin as never);
  expect(connect).not.toHaveBeenCalled();
});
