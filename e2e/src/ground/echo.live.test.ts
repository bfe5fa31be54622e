import {
  AudioSource,
  LocalAudioTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { afterEach, expect, test } from 'vitest';
import { heardTone, livekit, ownNamespace, playTone, podIn, runProbe, within } from '../support/index.ts';

const namespace = ownNamespace('echo', 'switchboard-dev');
const caller = new Room();
const playing = new AbortController();

afterEach(async () => {
  playing.abort();
  await caller.disconnect();
});

test('a pod joins a LiveKit room and echoes audio back to a client on the host', async () => {
  const server = await livekit();
  const room = await server.newRoom();
  const echoed = new Promise<RemoteTrack>((resolve) => {
    caller.on(RoomEvent.TrackSubscribed, (track, _publication, from) => from.identity === 'echo' && resolve(track));
  });
  await caller.connect(server.url, await server.token(room, 'caller'), { autoSubscribe: true, dynacast: false });

  await runProbe({
    namespace,
    name: 'echo',
    args: ['echo'],
    env: { LIVEKIT_URL: server.url, LIVEKIT_TOKEN: await server.token(room, 'echo', 'agent') },
  });
  await podIn('Running', namespace, 'echo');
  const source = new AudioSource(48_000, 1, 200);
  const microphone = LocalAudioTrack.createAudioTrack('microphone', source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  await caller.localParticipant?.publishTrack(microphone, options);
  const played = playTone(source, 440, playing.signal);

  const track = await within("the pod's track", 30, echoed);
  const share = await within('the tone', 30, heardTone(track, 440));

  expect(share).toBeGreaterThan(0.5);
  playing.abort();
  await played;
  await server.rooms.deleteRoom(room);
});
