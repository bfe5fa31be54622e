import type { RuntimeEndReason } from '@switchboard/api';
import type { VoiceSession } from '../cluster/resources.ts';
import type { SessionDeps } from './deps.ts';
import { leaving } from './status.ts';
import type { Leave, SessionView } from './view.ts';
import { writeStatus } from './write.ts';

const ASK_DEADLINE_MS = 2000;

export interface LeaveOrder {
  readonly reason: RuntimeEndReason;
  readonly message: string;
  readonly how: Leave;
}

/** Tells the pod to end, and says so in the session. Whether the pod heard is seen by its report, or by its silence. */
export async function takeLeave(view: SessionView, order: LeaveOrder, deps: SessionDeps): Promise<VoiceSession> {
  const { stored, session, pod } = view;
  if (pod) void tellPod(pod.uid, order, deps);
  const status = session.status ?? {};
  const written = await writeStatus(
    stored,
    status.phase === 'Ending' ? status : leaving(status, order.reason, order.message),
    deps,
  );
  if (pod) deps.inbox.folded(pod.uid, written.status?.reported ?? 0);
  return written;
}

async function tellPod(
  podUid: string,
  { reason, how }: LeaveOrder,
  { link, settings, log }: SessionDeps,
): Promise<void> {
  const withinSeconds = Math.max(1, Math.round(settings.goodbyeMs / 1000));
  try {
    if (how === 'now') await link.ask({ podUid, kind: 'end', message: { reason }, deadlineMs: ASK_DEADLINE_MS });
    else await link.ask({ podUid, kind: 'drain', message: { reason, withinSeconds }, deadlineMs: ASK_DEADLINE_MS });
  } catch (error) {
    log.debug({ error, podUid }, 'a pod did not hear that it should take its leave');
  }
}
