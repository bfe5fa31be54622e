import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Stage } from '@switchboard/e2e/voice';
import { benchBesideAgentSession } from './voice/beside-agent-session.ts';
import { benchTalking, benchWaiting } from './voice/cost.ts';
import { InstantModels } from './voice/instant-models.ts';
import { benchBargeIn, benchLatency } from './voice/latency.ts';
import { benchMany } from './voice/many.ts';
import { benchMost } from './voice/most.ts';
import { benchStart } from './voice/start.ts';

// make bench-voice: one session process as it is in the image, a private LiveKit and NATS, and models that take no time.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'start,latency,barge-in,waiting,talking,many,beside' },
    turns: { type: 'string', default: '40' },
    minutes: { type: 'string', default: '2' },
    /** How many at once, one after the other. */
    many: { type: 'string', default: '2,6' },
    /** The search for the most ends here. */
    most: { type: 'string', default: '32' },
  },
});
const only = new Set(values.only.split(','));
const turns = Number(values.turns);

const print = (lines: readonly object[]): void => {
  for (const line of lines) console.log(JSON.stringify(line));
};

const stage = await Stage.open();
const models = await InstantModels.start();
print([{ bench: 'voice', case: 'machine', cores: cpus().length, model: cpus()[0]?.model, load: loadavg()[0] }]);
if (only.has('start')) print(await benchStart(stage, 20));
if (only.has('latency')) print(await benchLatency(stage, models, turns));
if (only.has('barge-in')) print(await benchBargeIn(stage, models, Math.ceil(turns / 2)));
if (only.has('waiting')) print(await benchWaiting(stage, models, 20));
if (only.has('talking')) print(await benchTalking(stage, models, Number(values.minutes)));
if (only.has('many'))
  for (const sessions of values.many.split(','))
    print(await benchMany(stage, models, { sessions: Number(sessions), seconds: 30 }));
if (only.has('beside')) print(await benchBesideAgentSession(stage, models, Number(values.minutes)));
if (only.has('most'))
  print(await benchMost(stage, { from: 2, to: Number(values.most), seconds: 20, minutes: Number(values.minutes) }));
// LiveKit's native part keeps a process alive after its last room.
await models[Symbol.asyncDispose]();
await stage[Symbol.asyncDispose]();
process.exit(0);
