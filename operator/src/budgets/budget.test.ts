import { ApiError } from '@switchboard/kube';
import { FakeClock } from '@switchboard/service';
import { describe, expect, it, vi } from 'vitest';
import { Budgets } from './budget.ts';

function budgets(create = vi.fn(async (): Promise<unknown> => ({}))) {
  const clock = new FakeClock();
  return { create, clock, made: new Budgets({ budgets: { create } } as never, clock) };
}

const refused = (code: number, reason: string, message = '') =>
  vi.fn(async () => {
    throw new ApiError('POST', code, { code, reason, message });
  });

describe('the budget of a namespace', () => {
  it('is made once, for pods that a session has and no others', async () => {
    const { create, made } = budgets();
    await made.ensure('tenant');
    await made.ensure('tenant');
    expect(create).toHaveBeenCalledTimes(1);
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({
        metadata: expect.objectContaining({ namespace: 'tenant' }),
        spec: expect.objectContaining({
          minAvailable: expect.any(Number),
          selector: expect.objectContaining({
            matchExpressions: [expect.objectContaining({ operator: 'In', values: ['claimed', 'cold'] })],
          }),
        }),
      }),
    );
  });

  it('is made again after a while, as somebody may have deleted it', async () => {
    const { create, made, clock } = budgets();
    await made.ensure('tenant');
    await clock.advance(600_000);
    await made.ensure('tenant');
    expect(create).toHaveBeenCalledTimes(2);
  });

  it.each<[string, ReturnType<typeof refused>]>([
    ['that is there already', refused(409, 'AlreadyExists')],
    [
      'of a namespace that is going away',
      refused(403, 'Forbidden', 'unable to create new content in namespace tenant because it is being terminated'),
    ],
  ])('%s is no trouble', async (_what, create) => {
    await budgets(create).made.ensure('tenant');
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('that may not be made is', async () => {
    await expect(budgets(refused(403, 'Forbidden', 'no right')).made.ensure('tenant')).rejects.toThrow();
  });
});
