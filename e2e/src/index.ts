export { HistoryRecorder, type Violation, violations } from './history/index.ts';
export { operatorBus } from './support/bus.ts';
export { imageRef } from './support/cluster.ts';
export { eventually, within } from './support/eventually.ts';
export { createAgent, gatewayUrl, makeKey, warmPods } from './support/gateway.ts';
export { containerPid } from './support/kill.ts';
export { create, get, kubectl } from './support/kubectl.ts';
export { livekit } from './support/livekit.ts';
export { pod, probePod, serviceAddress } from './support/pods.ts';
