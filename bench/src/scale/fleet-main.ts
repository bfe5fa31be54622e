import { parseArgs } from 'node:util';
import { Bus } from '@switchboard/bus';
import { everyPodCreds } from '@switchboard/bus/testing';
import { Client, connect, pods } from '@switchboard/kube';
import { Fleet } from './fleet.ts';

// The simulated pods, in a process of their own, so that playing them does not delay what is measured. Ends with its
// parent.

const { values } = parseArgs({
  options: {
    namespace: { type: 'string', default: '' },
    nats: { type: 'string', default: '' },
    keys: { type: 'string', default: '' },
  },
});
const creds = everyPodCreds(values.keys);
const bus = Bus.open({ servers: [values.nats], identity: { pod: 'every-pod' }, credentials: () => creds });
await bus.ready(10_000);
const fleet = new Fleet(bus);
const stop = new AbortController();
process.on('disconnect', () => stop.abort());
process.on('message', () => process.send?.(fleet.counts));
process.send?.('ready');
await fleet.run(new Client(connect({ connections: 2 })).of(pods), values.namespace, stop.signal);
process.exit(0);
