import { existsSync, readFileSync } from 'node:fs';
import { bus as contract } from '@switchboard/api';
import { Bus } from '@switchboard/bus';
import { type Logger, systemClock } from '@switchboard/service';
import type { Environment } from './environment.ts';

const CREDENTIAL_MS = 60_000;
const CREDENTIAL_EVERY_MS = 20;
const BUS_MS = 60_000;

/** Why the process cannot begin, with the exit code that the contract has for it. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/** The credential's Secret is made after the pod, so that its file may come a moment after the process. */
export async function openBus(environment: Environment, logger: Logger): Promise<Bus> {
  const path = environment.SWITCHBOARD_NATS_CREDS;
  if (!existsSync(path)) logger.info({ path }, 'the credential is not there yet; its Secret may come after the pod');
  const until = systemClock.monotonic() + CREDENTIAL_MS;
  while (!existsSync(path)) {
    if (systemClock.monotonic() > until)
      throw new StartError(`there is no credential at ${path}`, contract.exitCodes.environment.code);
    await systemClock.sleep(CREDENTIAL_EVERY_MS);
  }
  return Bus.open({
    servers: environment.SWITCHBOARD_NATS_URL.split(','),
    identity: { pod: environment.SWITCHBOARD_POD_UID },
    credentials: () => readFileSync(path, 'utf8'),
  });
}

export async function busIsUp(bus: Bus): Promise<void> {
  try {
    await bus.ready(BUS_MS);
  } catch (cause) {
    throw new StartError('the bus cannot be reached', contract.exitCodes.busUnreachable.code, cause);
  }
}
