import { readFileSync } from 'node:fs';
import { bus as contract } from '@switchboard/api';
import { answerControl, Bus, Outbox, rehearseMessages, tell } from '@switchboard/bus';
import { parseConfig } from '@switchboard/service';
import { Conversation } from './conversation.ts';
import { faults } from './faults.ts';

const environment = parseConfig(contract.podEnvironment, process.env, 'the environment');
const fault = parseConfig(faults, process.env, 'the environment');
if (fault.STUB_CRASH === 'start') process.exit(fault.STUB_EXIT_CODE);

const podUid = environment.SWITCHBOARD_POD_UID;
const bus = Bus.open({
  servers: environment.SWITCHBOARD_NATS_URL.split(','),
  identity: { pod: podUid },
  credentials: () => readFileSync(environment.SWITCHBOARD_NATS_CREDS, 'utf8'),
});
const outbox = new Outbox(bus, { podUid });
const conversation = new Conversation(outbox, fault, (code) => process.exit(code));

const identity = (): contract.Identity => ({
  contract: contract.CONTRACT,
  runtime: 'switchboard-stub/1',
  pod: environment.SWITCHBOARD_POD_NAME,
  namespace: environment.SWITCHBOARD_NAMESPACE,
  agent: environment.SWITCHBOARD_AGENT,
  state: conversation.state,
  ...(conversation.session ? { session: conversation.session } : {}),
  ...(conversation.room ? { room: conversation.room } : {}),
  lastSequence: outbox.lastSequence,
});

const lostEndpoint = { stage: 'think', url: 'http://nowhere/v1', state: 'Open', inFlight: 0, failures: 3 } as const;

function hello(): void {
  tell(bus, podUid, 'hello', { ...identity(), startedMilliseconds: performance.now() });
}

function heartbeat(): void {
  if (conversation.muted) return;
  const memory = process.memoryUsage.rss();
  tell(bus, podUid, 'heartbeat', {
    at: new Date().toISOString(),
    state: conversation.state,
    ...(conversation.session ? { session: conversation.session } : {}),
    memory: {
      nowBytes: memory,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      limitBytes: fault.STUB_NEARLY_FULL ? memory + 1 : 0,
    },
    cpuMillicores: 0,
    loopLagMilliseconds: 0,
    underruns: 0,
    endpoints: fault.STUB_MODEL_LOST ? [lostEndpoint] : [],
  });
}

if (!fault.STUB_DEAF) {
  answerControl(bus, {
    podUid,
    handlers: conversation.handlers(identity),
    onFault: (kind, error) => console.error(`stub: ${kind}: ${error}`),
  });
}
bus.onEvent(({ type }) => {
  if (type !== 'up') return;
  hello();
  setImmediate(rehearseMessages);
});
setInterval(() => {
  if (!conversation.spokenTo) hello();
}, 1000);
setInterval(heartbeat, contract.HEARTBEAT_SECONDS * 1000);
process.on('SIGTERM', () => {
  if (fault.STUB_STUBBORN) return;
  if (conversation.session) void conversation.end('Drained');
  else process.exit(0);
});
