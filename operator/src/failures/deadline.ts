import type { PodPolicy } from '../sessions/view.ts';

export const deadlineExceeded: PodPolicy = ({ pod }) => {
  if (pod?.seen?.status?.reason !== 'DeadlineExceeded') return undefined;
  return { reason: 'DeadlineExceeded', message: 'The pod reached its backstop deadline, activeDeadlineSeconds.' };
};
