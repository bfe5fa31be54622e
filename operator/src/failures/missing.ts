import type { Policy } from '../sessions/view.ts';

/** The pod of a conversation is gone, or on its way, and not by our hand. */
export const podDeleted: Policy = ({ pod }) => {
  if (!pod?.bound || pod.deletedByUs || pod.seen) return undefined;
  return { reason: 'PodDeleted', message: 'The pod was deleted while it had the conversation.' };
};
