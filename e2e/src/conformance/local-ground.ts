import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@switchboard/kube/testing';
import { Program, Stage } from '../voice/index.ts';
import { asOccupant, type Ground, type OpenRoom, type Process, type StartOptions } from './ground.ts';

const AGENT = 'conformance';
const GRACE_SECONDS = 30;

/** A process of this machine, with a bus, a LiveKit server and speech services of its own on loopback. */
export async function localGround(command: string): Promise<Ground> {
  const stage = await Stage.open();
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-conformance-'));
  return {
    bus: stage.bus,
    speechUrl: stage.speechUrl,
    agent: AGENT,
    graceSeconds: GRACE_SECONDS,
    start: (options) => start({ stage, folder, command }, options),
    openRoom: () => openRoom(stage),
    breakBus: async () => {
      await stage.nats.kill();
      await stage.nats.start();
    },
    dispose: async () => {
      await stage[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Place {
  readonly stage: Stage;
  readonly folder: string;
  readonly command: string;
}

async function start(place: Place, { credential = 'good', without = '' }: StartOptions = {}): Promise<Process> {
  const { stage, folder, command } = place;
  const podUid = randomUUID();
  const pod = `${AGENT}-${podUid.slice(0, 8)}`;
  const creds = join(folder, `${podUid}.creds`);
  const expiry = Date.now() + (credential === 'good' ? 3_600_000 : -60_000);
  writeFileSync(creds, stage.nats.minter.mint(podUid, new Date(expiry)).creds, { mode: 0o600 });
  const healthPort = await freePort();
  const { [without]: _left, ...env }: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    SWITCHBOARD_CONTRACT: 'v1',
    SWITCHBOARD_POD_UID: podUid,
    SWITCHBOARD_POD_NAME: pod,
    SWITCHBOARD_NAMESPACE: 'conformance',
    SWITCHBOARD_AGENT: AGENT,
    SWITCHBOARD_NATS_URL: stage.nats.url,
    SWITCHBOARD_NATS_CREDS: creds,
    SWITCHBOARD_HEALTH_PORT: `${healthPort}`,
    SWITCHBOARD_GRACE_SECONDS: `${GRACE_SECONDS}`,
  };
  // exec: the signal must reach the command, not the shell that reads it.
  const program = new Program('sh', ['-c', `exec ${command}`], env);
  return {
    podUid,
    pod,
    namespace: 'conformance',
    running: Promise.resolve(performance.now()),
    exited: program.exited.then(({ code }) => code ?? -1),
    healthUrl: async () => `http://127.0.0.1:${healthPort}`,
    terminate: async () => void program.end('SIGTERM', GRACE_SECONDS * 1000),
    output: async () => program.output,
    dispose: () => program.end('SIGKILL'),
  };
}

async function openRoom(stage: Stage): Promise<OpenRoom> {
  const room = await stage.room();
  return {
    room,
    freshToken: () => stage.token(room.name, 'agent', true),
    participants: async () => (await stage.rooms.listParticipants(room.name)).map(asOccupant),
    join: (identity) => stage.caller(room.name, identity),
    close: () => stage.rooms.deleteRoom(room.name).catch(() => undefined),
  };
}
