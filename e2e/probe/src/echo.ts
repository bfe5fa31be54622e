import { once } from 'node:events';
import {
  AudioSource,
  AudioStream,
  dispose,
  LocalAudioTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';

const sampleRate = 48_000;

/** Joins the room of LIVEKIT_URL and LIVEKIT_TOKEN and plays back whatever audio it hears there. */
export async function echo(): Promise<void> {
  const room = new Room();
  const source = new AudioSource(sampleRate, 1, 200);
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) void playBack(track, source).catch(fail);
  });
  await room.connect(required('LIVEKIT_URL'), required('LIVEKIT_TOKEN'), { autoSubscribe: true, dynacast: false });
  console.log(`joined ${room.name}`);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  await room.localParticipant?.publishTrack(LocalAudioTrack.createAudioTrack('echo', source), options);
  console.log('published');
  await Promise.race([once(process, 'SIGTERM'), once(room, RoomEvent.Disconnected)]);
  await room.disconnect();
  await dispose();
}

async function playBack(track: RemoteTrack, source: AudioSource): Promise<void> {
  for await (const frame of new AudioStream(track, { sampleRate, numChannels: 1 })) await source.captureFrame(frame);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}
