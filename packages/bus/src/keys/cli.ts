import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeKeyFolder } from './key-folder.ts';

const USAGE = `Makes the keys of the message bus (NATS in operator mode), or issues them again from their seeds.

  node packages/bus/src/keys/cli.ts --out DIR [options]

  --out DIR            folder for the keys; seeds that are in it are kept
  --file-storage N     bytes the account may store on disk (default: no limit but the server's)
  --memory-storage N   bytes the account may store in memory (default: no limit but the server's)
  --rotate-signer      issue pod credentials with a new key; the older ones are still accepted
  --retire-signers     accept only the newest pod key
  --rotate-programs    refuse every credential that operator and gateway had until now
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    'file-storage': { type: 'string', default: '-1' },
    'memory-storage': { type: 'string', default: '-1' },
    'rotate-signer': { type: 'boolean', default: false },
    'retire-signers': { type: 'boolean', default: false },
    'rotate-programs': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const file = Number(values['file-storage']);
const memory = Number(values['memory-storage']);
if (values.help || !values.out || !Number.isInteger(file) || !Number.isInteger(memory)) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const folder = resolve(values.out);
writeKeyFolder(folder, {
  storage: { file, memory },
  rotateSigner: values['rotate-signer'],
  retireSigners: values['retire-signers'],
  rotatePrograms: values['rotate-programs'],
});
process.stdout.write(`Keys are in ${folder}:
  auth.conf         nats-server's configuration includes it (holds no secret)
  pod-signer.json   Secret of the operator program: issues pod credentials
  operator.creds    Secret of the operator program: its own connection
  gateway.creds     Secret of the gateway program: its own connection
  offline/          seeds of operator and accounts: move them to a vault, they are needed only to issue again
`);
