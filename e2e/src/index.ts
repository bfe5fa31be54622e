export { eventually, within } from './support/eventually.ts';
export { create, get, kubectl } from './support/kubectl.ts';
export { livekit } from './support/livekit.ts';
export { pod, probePod } from './support/pods.ts';
