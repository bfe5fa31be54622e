import { AudioStream, type RemoteTrack, Room, RoomEvent, TrackKind } from '@livekit/rtc-node';
import { type Connection, type Session, Switchboard } from '@switchboard/client';
import { parseConfig, readSecret } from '@switchboard/service';
import { z } from 'zod';

// `helm test`: one conversation as a caller has it, from the request to the end. It says each step, and exits with 1 at
// the first one that fails.

const RATE = 16_000;
const FRAME_MS = 20;
/** Louder than the noise of a codec that plays silence. */
const AUDIBLE_PEAK = 350;
/** Less than the shortest greeting has. */
const SOUND_MS = 300;

const environment = z.strictObject({
  gateway: z.url().describe('SWITCHBOARD_TRIAL_GATEWAY: the address of the gateway.'),
  keyFile: z.string().min(1).describe('SWITCHBOARD_TRIAL_KEY_FILE: a file with an API key.'),
  agent: z.string().min(1).describe('SWITCHBOARD_TRIAL_AGENT: the VoiceAgent to call.'),
  livekit: z.string().optional().describe('SWITCHBOARD_TRIAL_LIVEKIT: LiveKit, if not where callers find it.'),
  seconds: z.coerce.number().int().min(5).max(600).default(60).describe('SWITCHBOARD_TRIAL_SECONDS: bound of a step.'),
});

class TrialFailed extends Error {
  constructor(step: string, advice: string, cause?: unknown) {
    super(`${step}${cause instanceof Error ? `: ${cause.message}` : ''}\n  ${advice}`, { cause });
    this.name = 'TrialFailed';
  }
}

const began = performance.now();
const say = (line: string): void => console.log(`${((performance.now() - began) / 1000).toFixed(1)} s  ${line}`);

function settings(): z.output<typeof environment> {
  const { env } = process;
  const given = {
    gateway: env['SWITCHBOARD_TRIAL_GATEWAY'],
    keyFile: env['SWITCHBOARD_TRIAL_KEY_FILE'],
    agent: env['SWITCHBOARD_TRIAL_AGENT'] || undefined,
    livekit: env['SWITCHBOARD_TRIAL_LIVEKIT'] || undefined,
    seconds: env['SWITCHBOARD_TRIAL_SECONDS'],
  };
  return parseConfig(environment, given, 'the environment of the test');
}

/** Resolves when so much sound came as only speech makes. */
async function hear(room: Room, { server_url, participant_token }: Connection, livekit?: string): Promise<void> {
  const heard = new Promise<void>((resolve) => {
    room.on(RoomEvent.TrackSubscribed, (track) => void listen(track, resolve));
  });
  await room.connect(livekit ?? server_url, participant_token, { autoSubscribe: true, dynacast: false });
  say('joined the room as the caller');
  await heard;
}

async function listen(track: RemoteTrack, heard: () => void): Promise<void> {
  if (track.kind !== TrackKind.KIND_AUDIO) return;
  let soundMs = 0;
  for await (const { data } of new AudioStream(track, { sampleRate: RATE, numChannels: 1, frameSizeMs: FRAME_MS })) {
    if (data.some((sample) => Math.abs(sample) > AUDIBLE_PEAK)) soundMs += FRAME_MS;
    if (soundMs >= SOUND_MS) return heard();
  }
}

async function untilEnded(client: Switchboard, id: string): Promise<Session> {
  for (;;) {
    const session = await client.get(id);
    if (session.phase === 'Ended') return session;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function bounded<T>(step: string, advice: string, seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([work, late])
    .catch((error: unknown) => Promise.reject(new TrialFailed(step, advice, error)))
    .finally(() => clearTimeout(timer));
}

async function trial(): Promise<void> {
  const { gateway, keyFile, agent, livekit, seconds } = settings();
  const client = new Switchboard({ url: gateway, key: readSecret(keyFile) });
  const { session, connection } = await bounded(
    `no session with agent ${agent}`,
    'Does the agent exist in the tenant (kubectl get va -A), and what do its sessions say (kubectl get vs -A)?',
    seconds,
    client.start({ agent, waitSeconds: 30 }),
  );
  say(`session ${session.id} is ready`);
  const room = new Room();
  try {
    await bounded(
      'no greeting was heard',
      'Has the agent a greeting, do its speak endpoints answer (kubectl describe va), and can a pod reach LiveKit?',
      seconds,
      hear(room, connection, livekit),
    );
    say('heard the greeting');
  } finally {
    await client.stop(session.id, 'Goodbye').catch((error: Error) => say(`could not be stopped: ${error.message}`));
  }
  const { endReason } = await bounded(
    'the session did not end',
    'Has the operator a leader, and what does it log?',
    seconds,
    untilEnded(client, session.id),
  );
  if (endReason !== 'Stopped') throw new TrialFailed(`it ended as ${endReason}`, 'docs/reference/end-reasons.md');
  say('ended with a goodbye');
}

await trial().then(
  () => process.exit(0),
  (error: Error) => {
    say(`FAILED: ${error.message}`);
    process.exit(1);
  },
);
