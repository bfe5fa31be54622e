import type { Room } from '@livekit/rtc-node';
import type { Caption } from './channel.ts';

/** What was said, as LiveKit's own agents write it into the room: one after the other, in the order given. */
export class LiveKitCaptions {
  /** Settles when the last one is written. */
  written: Promise<unknown> = Promise.resolve();

  write(
    room: Room,
    { segment, speaker, text, final }: Caption,
    by: { caller: string | undefined; track: string },
  ): void {
    const participant = room.localParticipant;
    if (!participant || !room.isConnected) return;
    const attributes = {
      'lk.segment_id': segment,
      'lk.transcription_final': String(final),
      ...(speaker === 'agent' && { 'lk.transcribed_track_id': by.track }),
    };
    const options = {
      topic: 'lk.transcription',
      attributes,
      ...(speaker === 'caller' && by.caller && { senderIdentity: by.caller }),
    };
    this.written = this.written
      .then(() => participant.streamText(options))
      .then(async (writer) => {
        await writer.write(text);
        await writer.close();
      })
      .catch(() => {});
  }
}
