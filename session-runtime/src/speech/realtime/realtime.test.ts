import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@switchboard/service';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { LISTEN_RATE, type Pcm, samplesOf } from '../../audio/index.ts';
import { Pool } from '../../pool/index.ts';
import { UploadTranscriber } from '../index.ts';
import { type RealtimeDialect, RealtimeTranscriber } from './index.ts';

/** More than a busy machine ever needs. */
const BOUND = { timeout: 5000 };

type Message = { type: string; audio?: string; final?: boolean };

interface Service {
  readonly url: string;
  readonly messages: Message[];
  readonly paths: string[];
  readonly connections: Set<WebSocket>;
  uploads: number;
}

interface Behaviour {
  /** What the server says to a message. */
  readonly answer?: (message: Message, say: (event: object) => void, socket: WebSocket) => void;
  readonly refuses?: { status: number; retryAfter: string };
  readonly greets?: boolean;
}

/** A transcriber that streams as told, and answers each upload with "uploaded". */
async function service({ answer = () => {}, refuses, greets = true }: Behaviour): Promise<Service> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      told.uploads++;
      response.end(JSON.stringify({ text: 'uploaded' }));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    told.paths.push(request.url ?? '');
    if (refuses) {
      socket.end(`HTTP/1.1 ${refuses.status} No\r\nRetry-After: ${refuses.retryAfter}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (one) => {
      told.connections.add(one);
      one.on('close', () => told.connections.delete(one));
      const say = (event: object) => one.send(JSON.stringify(event));
      one.on('message', (data) => {
        const message = JSON.parse(String(data)) as Message;
        told.messages.push(message);
        answer(message, say, one);
      });
      if (greets) say({ type: 'session.created' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const one of told.connections) one.terminate();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const told: Service = { url, messages: [], paths: [], connections: new Set(), uploads: 0 };
  return told;
}

function transcriberAt(url: string, dialect: RealtimeDialect = 'vllm-realtime'): RealtimeTranscriber {
  const pool = (waitMs: number) =>
    new Pool({
      stage: 'transcribe',
      clock: systemClock,
      waitMs,
      lists: [{ urls: [url], attemptMs: 2000, concurrency: 2, requestsPerMinute: 6000 }],
    });
  const model = { name: 'm', headers: {}, urls: new Set([url]) };
  return new RealtimeTranscriber({
    pool: pool(0),
    models: [{ ...model, dialect }],
    upload: new UploadTranscriber(pool(2000), [model]),
    clock: systemClock,
  });
}

const sound: Pcm = Int16Array.from({ length: samplesOf(480, LISTEN_RATE) }, (_, i) => i % 100);
const never = new AbortController().signal;

async function hear(transcriber: RealtimeTranscriber) {
  const take = transcriber.listen({ language: 'en', onPartial: () => {} });
  for (let at = 0; at < sound.length; at += 512) take.push(sound.subarray(at, at + 512));
  return take.finish(sound, never);
}

const received = ({ messages }: Service): Int16Array => {
  const bytes = Buffer.concat(messages.flatMap(({ audio }) => (audio ? [Buffer.from(audio, 'base64')] : [])));
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

test('vllm: words come while they are spoken, and all of the sound arrives once', async () => {
  let pieces = 0;
  const server = await service({
    answer: (message, say) => {
      if (message.audio && ++pieces === 2) say({ type: 'transcription.delta', delta: 'hello ' });
      if (message.audio && pieces === 4) say({ type: 'transcription.delta', delta: 'there' });
      if (message.final) say({ type: 'transcription.done', text: 'hello there' });
    },
  });
  const partials: string[] = [];
  const take = transcriberAt(server.url).listen({ language: 'en', onPartial: (text) => partials.push(text) });
  await expect.poll(() => server.messages, BOUND).toHaveLength(2);
  for (let at = 0; at < sound.length; at += 512) take.push(sound.subarray(at, at + 512));
  const heard = await take.finish(sound, never);
  expect(heard).toMatchObject({ text: 'hello there', settled: true, cost: { url: server.url, attempts: 1 } });
  expect(partials).toEqual(['hello', 'hello there']);
  expect(server.messages.slice(0, 2)).toEqual([
    { type: 'session.update', model: 'm' },
    { type: 'input_audio_buffer.commit', final: false },
  ]);
  expect(received(server)).toEqual(sound);
  expect(server.uploads).toBe(0);
});

test('openai: the same at 24 kHz, with the model in the address', async () => {
  const server = await service({
    answer: (message, say) => {
      if (message.type !== 'input_audio_buffer.commit') return;
      say({ type: 'input_audio_buffer.partial_transcription', transcript: 'good' });
      say({ type: 'conversation.item.input_audio_transcription.completed', transcript: 'good night' });
    },
  });
  const heard = await hear(transcriberAt(server.url, 'openai-realtime'));
  expect(heard.text).toBe('good night');
  expect(server.paths).toEqual(['/v1/realtime?intent=transcription&model=m&language=en']);
  expect(received(server).length / sound.length).toBeCloseTo(1.5, 1);
});

test('openai, as it is since its general availability: the model in the session, which has a type', async () => {
  const server = await service({
    answer: (message, say) => {
      if (message.type !== 'input_audio_buffer.commit') return;
      say({ type: 'input_audio_buffer.committed', item_id: 'one' });
      say({ type: 'conversation.item.input_audio_transcription.delta', item_id: 'one', delta: 'good ' });
      say({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'one', transcript: 'good night' });
    },
  });
  const heard = await hear(transcriberAt(server.url, 'openai-transcription'));
  expect(heard.text).toBe('good night');
  expect(server.paths).toEqual(['/v1/realtime?intent=transcription']);
  const format = { type: 'audio/pcm', rate: 24_000 };
  const input = { format, transcription: { model: 'm', language: 'en' }, turn_detection: null };
  expect(server.messages[0]).toEqual({ type: 'session.update', session: { type: 'transcription', audio: { input } } });
  expect(server.messages.at(-1)).toEqual({ type: 'input_audio_buffer.commit' });
  expect(received(server).length / sound.length).toBeCloseTo(1.5, 1);
});

/** Each ends in the words of an upload. */
const faults: Record<string, Behaviour> = {
  'refuses the connection': { refuses: { status: 500, retryAfter: '' } },
  'is busy': { refuses: { status: 429, retryAfter: '30' } },
  'never says that it is ready': { greets: false },
  'closes in mid-sentence': { answer: (message, _, socket) => void (message.audio && socket.terminate()) },
  'tells an error': { answer: (message, say) => void (message.final && say({ type: 'error', error: 'no model' })) },
  'sends garbage': { answer: (message, _, socket) => void (message.final && socket.send('<html>')) },
  'never answers': {},
};

test.each(Object.entries(faults))(
  'a server that %s: the sound is uploaded, and no connection stays',
  async (_, how) => {
    const server = await service(how);
    const transcriber = transcriberAt(server.url);
    expect(await hear(transcriber)).toMatchObject({ text: 'uploaded', settled: false });
    expect(server.uploads).toBe(1);
    await expect.poll(() => server.connections.size, BOUND).toBe(0);
    expect(transcriber.health()).toMatchObject([{ url: server.url, outstanding: 0, failures: 1 }]);
  },
);

test('a server that fails again and again is left alone: the sound goes up at once', async () => {
  const server = await service({ refuses: { status: 500, retryAfter: '' } });
  const transcriber = transcriberAt(server.url);
  for (let i = 0; i < 4; i++) await hear(transcriber);
  expect(server.paths).toHaveLength(3);
  expect(server.uploads).toBe(4);
  expect(transcriber.health()[0]?.state).toBe('Open');
});

test('what is not wanted any more is hung up on, and says nothing about the server', async () => {
  const server = await service({});
  const transcriber = transcriberAt(server.url);
  const take = transcriber.listen({ language: 'en', onPartial: () => {} });
  take.push(sound);
  await expect.poll(() => received(server).length, BOUND).toBe(sound.length);
  take.cancel();
  await expect.poll(() => server.connections.size, BOUND).toBe(0);
  expect(transcriber.health()).toMatchObject([{ state: 'Closed', outstanding: 0, failures: 0 }]);
});

test('a newer transcription takes the place of this one', async () => {
  const server = await service({});
  const control = new AbortController();
  const take = transcriberAt(server.url).listen({ language: 'en', onPartial: () => {} });
  take.push(sound);
  const finished = take.finish(sound, control.signal);
  control.abort();
  await expect(finished).rejects.toMatchObject({ kind: 'aborted' });
  expect(server.uploads).toBe(0);
});
