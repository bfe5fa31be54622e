import { initializeLogger, voice } from '@livekit/agents';
import * as openai from '@livekit/agents-plugin-openai';
import * as silero from '@livekit/agents-plugin-silero';
import { Room } from '@livekit/rtc-node';

// The same conversation as ours has: Silero VAD, an upload, a streamed answer, PCM. No model of its own, no worker.
const { LIVEKIT_URL, LIVEKIT_TOKEN, MODELS_URL } = process.env;
initializeLogger({ pretty: false, level: process.env.LK_LEVEL ?? 'warn' });
const at = { baseURL: MODELS_URL, apiKey: 'none', model: 'bench' };

const room = new Room();
await room.connect(LIVEKIT_URL, LIVEKIT_TOKEN, { autoSubscribe: true, dynacast: false });
const session = new voice.AgentSession({
  vad: await silero.VAD.load(),
  stt: new openai.STT({ ...at, useRealtime: false }),
  llm: new openai.LLM(at),
  tts: new openai.TTS({ ...at, voice: 'alloy' }),
  turnHandling: { turnDetection: 'vad', endpointing: { minDelay: 500, maxDelay: 3000 }, interruption: { mode: 'vad' } },
});
await session.start({ agent: new voice.Agent({ instructions: 'You are a bench.' }), room, record: false });
console.log('ready');
process.on('SIGTERM', () => process.exit(0));
