import { parseArgs } from 'node:util';
import { dispose } from '@livekit/rtc-node';
import { checkConformance } from './check.ts';
import { clusterGround } from './cluster-ground.ts';
import { localGround } from './local-ground.ts';
import { report } from './report.ts';

const USAGE = `Checks a session image against the runtime contract (docs/runtime-contract.md).

  npm run conformance -- --image REFERENCE     a pod of this image, on the cluster of \`make up\`
  npm run conformance -- --command "COMMAND"   a process of this machine

  --only TEXT   only the lives whose name contains this
`;

const { values } = parseArgs({
  options: { image: { type: 'string' }, command: { type: 'string' }, only: { type: 'string' } },
});
const { image, command, only } = values;
if ((image === undefined) === (command === undefined)) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const ground = image === undefined ? await localGround(command ?? '') : await clusterGround(image);
let failed = true;
for (const end of ['SIGINT', 'SIGTERM', 'uncaughtException'] as const) {
  process.once(end, (error: unknown) => {
    if (error instanceof Error) console.error(error);
    void ground.dispose().finally(() => process.exit(1));
  });
}
try {
  const verdicts = await checkConformance(ground, { say: (line) => console.error(line), only });
  const { text, passed } = report(verdicts);
  console.log(text);
  failed = !passed;
} finally {
  await ground.dispose();
  await dispose();
}
process.exit(failed ? 1 : 0);
