/** The message bus: NATS with the rights, the retries and the messages of the runtime contract. */
export { type AnswerOptions, answerControl, type ControlHandlers } from './answer.ts';
export { askPod, type ControlMessage, type ControlReply, type ControlRequest, type PodRequest } from './ask.ts';
export { Bucket, type BucketEntry, type BucketOptions } from './bucket.ts';
export { Bus, type BusEvent, type BusOptions, type BusState, type RequestOptions } from './bus.ts';
export { decode, encode } from './codec.ts';
export type { DeadLetter } from './dead-letter.ts';
export {
  BusClosedError,
  BusDownError,
  BusError,
  DeadlineError,
  MalformedMessageError,
  MessageTooLargeError,
  NoRespondersError,
  RefusedError,
  StoreError,
  UnknownFieldError,
} from './errors.ts';
export { InvalidIdError } from './id.ts';
export type { Identity } from './identity.ts';
export { InvalidSignerError, type PodCredential, PodMinter, type PodSigner, parsePodSigner } from './keys/mint.ts';
export { InvalidSeedError } from './keys/nkey.ts';
export { type Heard, Listener, type ListenOptions, listen } from './listen.ts';
export { BUCKETS, type BucketName, POD_PAYLOAD_MAX, type ProgramName, STREAMS, type StreamName } from './names.ts';
export { Outbox, type OutboxOptions, type OutboxStats } from './outbox.ts';
export type { QueueBounds } from './outbox-queue.ts';
export { type Delivered, type ReaderOptions, readStream, type StreamReader } from './reader.ts';
export { type SessionRecordMessage, storeRecord } from './records.ts';
export { rehearseMessages } from './rehearsal.ts';
export { type Replayed, type ReplayOptions, replay } from './replay.ts';
export {
  type AnyReport,
  type AnyStored,
  decodeAny,
  decodeReport,
  type Report,
  type ReportMessage,
  tell,
} from './reports.ts';
export type { Read, Schema, Written } from './schema.ts';
export { type Storable, type StoredAt, store } from './store.ts';
export { ensureHookStream, ensureStreams, type StreamPlan } from './streams.ts';
export {
  type ControlKind,
  controlSubject,
  type DurableKind,
  filters,
  hookSubject,
  type LiveKind,
  type ParsedSubject,
  parseSubject,
  type RecordAddress,
  type RecordKind,
  type ReportKind,
  recordSubject,
  reportSubject,
} from './subjects.ts';
export { answerWorkers, workersOfNamespace } from './workers.ts';
