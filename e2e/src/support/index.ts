export { home, imageRef, kubeconfig } from './cluster.ts';
export { eventually, NeverCame, within } from './eventually.ts';
export { explain } from './explain.ts';
export { create, get, KubectlError, kubectl } from './kubectl.ts';
export { type LiveKit, livekit } from './livekit.ts';
export { ownNamespace } from './namespace.ts';
export { logsOf, type Pod, pod, podIn, probePod, runProbe, serviceAddress } from './pods.ts';
export { heardTone, playTone } from './tone.ts';
