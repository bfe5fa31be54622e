// A process that stands for election and, while it leads, writes its name into a ConfigMap through a guarded client.
// Arguments: kubeconfig, namespace, identity, lease duration in ms. Says each turn of events as a line on stdout.
import { configMaps } from '../builtin.ts';
import { Client } from '../client.ts';
import { connect } from '../connection.ts';
import { Elector } from '../elector.ts';
import { NotLeaderError } from '../errors.ts';

const [kubeconfig = '', namespace = '', identity = '', duration = ''] = process.argv.slice(2);
const client = new Client(connect({ kubeconfig }));
const leaseDurationMs = Number(duration);
const elector = new Elector({
  client,
  namespace,
  name: 'election',
  identity,
  leaseDurationMs,
  renewDeadlineMs: (leaseDurationMs * 2) / 3,
  retryPeriodMs: leaseDurationMs / 7.5,
});
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());

async function write(): Promise<void> {
  try {
    await client
      .guardedBy(elector)
      .of(configMaps)
      .patch({ namespace, name: 'written' }, { data: { by: identity } });
  } catch (error) {
    say(error instanceof NotLeaderError ? 'refused' : 'failed');
  }
}

await elector.run(stop.signal, async (signal) => {
  say('leads');
  while (!signal.aborted) {
    await write();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  say('ends');
});
await client.connection.close();

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}
