/** For tests and benches: gateways on servers of one's own. Programs do not import this. */
export { type Buried, buryDelivery } from './dead-letter.ts';
export { ReportingPod } from './pod.ts';
export { LIVEKIT, type RunningGateway, Stand } from './stand.ts';
export { StandIn, type StandInOptions } from './stand-in.ts';
