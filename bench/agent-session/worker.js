import { fileURLToPath } from 'node:url';
import { AgentServer, defineAgent, initializeLogger, ServerOptions } from '@livekit/agents';

// As LiveKit's own starters do it: processes wait warm, and join the room that they are dispatched to.
export default defineAgent({
  prewarm: async () => console.log('warm'),
  entry: async (job) => {
    await job.connect();
    console.log('joined');
  },
});

if (process.argv[2] === 'serve') {
  initializeLogger({ pretty: false, level: process.env.LK_LEVEL ?? 'warn' });
  const { LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, AGENT_NAME, IDLE } = process.env;
  const server = new AgentServer(
    new ServerOptions({
      agent: fileURLToPath(import.meta.url),
      agentName: AGENT_NAME,
      wsURL: LIVEKIT_URL,
      apiKey: LIVEKIT_API_KEY,
      apiSecret: LIVEKIT_API_SECRET,
      numIdleProcesses: Number(IDLE),
      // What else the machine does must not make it refuse a job.
      loadFunc: async () => 0,
      host: '127.0.0.1',
      initializeProcessTimeout: 60_000,
    }),
  );
  process.on('SIGTERM', () => server.close().finally(() => process.exit(0)));
  server.event?.on?.('worker_registered', () => console.log('registered'));
  await server.run();
}
