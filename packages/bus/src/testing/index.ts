/** For tests and benches: a private NATS server, and what no pod may. Programs do not import this. */
export { everyPodCreds } from './every-pod.ts';
export { findNatsServer } from './find-server.ts';
export { statusOf, testAssign, testSession } from './messages.ts';
export { NatsServer, type NatsServerOptions } from './nats-server.ts';
export { connectAs, publishesOfNoPod, refusalOf, subscriptionsOfNoPod } from './refusals.ts';
export { until } from './until.ts';
