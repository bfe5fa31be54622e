import { parseArgs } from 'node:util';
import { drifted, write } from './drift.ts';
import { outputs } from './outputs.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

if (values.check) {
  const stale = drifted(outputs());
  for (const path of stale) console.error(`${path} differs from the schemas: run \`make generate\``);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  const written = write(outputs());
  console.log(written.length > 0 ? `written: ${written.join(', ')}` : 'nothing to write');
}
