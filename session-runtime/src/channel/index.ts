export { type Caption, type Channel, type ChannelEvents, JoinError, type RoomRef } from './channel.ts';
export { LiveKitChannel } from './livekit.ts';
