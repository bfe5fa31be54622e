export { Call, type Ending } from './call.ts';
export { engineFor } from './kit.ts';
export { Pod } from './pod.ts';
export { Pulse } from './pulse.ts';
export { BusReporter, type Reporter } from './reporter.ts';
