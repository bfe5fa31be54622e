import type { PodPolicy, Policy } from '../sessions/view.ts';
import { crashed } from './crashed.ts';
import { deadlineExceeded } from './deadline.ts';
import { evicted } from './evicted.ts';
import { heartbeatLost } from './heartbeat.ts';
import { imagePullFailed } from './image.ts';
import { podDeleted } from './missing.ts';
import { nodeLost } from './node.ts';
import { oomKilled } from './oom.ts';
import { secretMissing } from './secret.ts';

export { deadlineExceeded, evicted };

/** In the order in which they explain: a pod that the kernel killed has crashed too. */
export const podFailures: readonly PodPolicy[] = [
  oomKilled,
  evicted,
  deadlineExceeded,
  imagePullFailed,
  secretMissing,
  crashed,
];

export const failures: readonly Policy[] = [...podFailures, podDeleted, nodeLost, heartbeatLost];
