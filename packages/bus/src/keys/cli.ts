import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeKeyFolder } from './key-folder.ts';
import { busSecret } from './secret.ts';

const USAGE = `Makes the keys of the message bus (NATS in operator mode) once. Again on the same folder, it changes nothing
unless one of the last four options is given, or the rights of a new version differ.

  node packages/bus/src/keys/cli.ts --out DIR [options]

  --out DIR            folder for the keys
  --namespace NAME     namespace of the Secret in secret.json (default: switchboard-system)
  --secret NAME        its name (default: switchboard)
  --file-storage N     bytes the account may store on disk (default: no limit but the server's)
  --memory-storage N   bytes the account may store in memory (default: no limit but the server's)
  --renew              issue new credentials for operator and gateway; those they have stay good
  --rotate-signer      issue pod credentials with a new key; the older ones are still accepted
  --retire-signers     accept only the newest pod key
  --rotate-programs    refuse every credential that operator and gateway had until now
`;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    namespace: { type: 'string', default: 'switchboard-system' },
    secret: { type: 'string', default: 'switchboard' },
    'file-storage': { type: 'string', default: '-1' },
    'memory-storage': { type: 'string', default: '-1' },
    renew: flag,
    'rotate-signer': flag,
    'retire-signers': flag,
    'rotate-programs': flag,
    help: flag,
  },
});

const file = Number(values['file-storage']);
const memory = Number(values['memory-storage']);
if (values.help || !values.out || !Number.isInteger(file) || !Number.isInteger(memory)) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const folder = resolve(values.out);
const { issued, changed } = writeKeyFolder(folder, {
  storage: { file, memory },
  renew: values.renew,
  rotateSigner: values['rotate-signer'],
  retireSigners: values['retire-signers'],
  rotatePrograms: values['rotate-programs'],
});
const secret = busSecret(issued, values.namespace, values.secret);
writeFileSync(join(folder, 'secret.json'), JSON.stringify(secret), { mode: 0o600 });
process.stdout.write(`${changed ? 'Keys were issued' : 'Keys were there, and stay as they are'}: ${folder}
  auth.conf         nats-server's configuration includes it (holds no secret)
  secret.json       for the installation's Secret: kubectl apply --server-side -f ${folder}/secret.json
  offline/          seeds of operator, accounts and signers: move them to a vault; only issuing again needs them
  and, for Secrets of your own: operator.creds and pod-signer.json of the operator, gateway.creds of the gateway
`);
