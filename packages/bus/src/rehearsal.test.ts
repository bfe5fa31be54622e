import { bus as contract } from '@switchboard/api';
import { expect, it, vi } from 'vitest';
import { rehearseMessages } from './rehearsal.ts';

it('goes through what an assignment and the first report go through', () => {
  const parsed = [contract.control.assign.message, contract.ack, contract.reports.status.message].map((schema) =>
    vi.spyOn(schema as { safeParse(value: unknown): { success: boolean } }, 'safeParse'),
  );
  rehearseMessages();
  for (const spy of parsed) {
    expect(spy).toHaveBeenCalled();
    expect(spy.mock.results.every(({ value }) => (value as { success: boolean }).success)).toBe(true);
  }
});
