import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bus } from '@switchboard/bus';
import { home } from './cluster.ts';
import { serviceAddress } from './pods.ts';

/** The message bus of `make up`, as the operator program. */
export async function operatorBus(): Promise<Bus> {
  const address = await serviceAddress('switchboard-dev', 'nats');
  return Bus.open({
    servers: [`nats://${address}:4222`],
    identity: { program: 'operator' },
    credentials: () => readFileSync(join(home, 'keys/bus/operator.creds'), 'utf8'),
  });
}
