import { parseArgs } from 'node:util';
import { Client, connect } from '@switchboard/kube';
import { createKey, revokeKey } from './keyring.ts';
import { type KeyRecord, roles } from './principal.ts';

const USAGE = `Makes or revokes an API key of the gateway, in the cluster that KUBECONFIG points at.

  node gateway/src/auth/cli.ts --tenant <namespace> [--role ${roles.join('|')}] [--days N] [--note TEXT]
  node gateway/src/auth/cli.ts --revoke <id>

The key is printed once and stored nowhere; the cluster keeps its hash.`;

const { values } = parseArgs({
  options: {
    tenant: { type: 'string' },
    role: { type: 'string', default: 'client' },
    days: { type: 'string' },
    note: { type: 'string' },
    revoke: { type: 'string' },
    namespace: { type: 'string', default: 'switchboard-keys' },
    help: { type: 'boolean' },
  },
});

function refuse(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(64);
}

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!values.tenant === !values.revoke) refuse('Give either --tenant or --revoke.');
if (!roles.includes(values.role as KeyRecord['role'])) refuse(`There is no role ${values.role}.`);
const days = values.days === undefined ? undefined : Number(values.days);
if (days !== undefined && !(days > 0)) refuse('--days must be a number above 0.');

const connection = connect();
const client = new Client(connection, { fieldManager: 'switchboard-keys' });
try {
  if (values.revoke) {
    const found = await revokeKey(client, values.namespace, values.revoke);
    console.log(found ? `revoked ${values.revoke}` : `there is no key ${values.revoke}`);
  } else {
    const expiresAt = days && new Date(Date.now() + days * 86_400_000).toISOString();
    const wanted = {
      tenant: values.tenant ?? '',
      role: values.role as KeyRecord['role'],
      ...(expiresAt && { expiresAt }),
      ...(values.note && { note: values.note }),
    };
    const { id, key } = await createKey(client, values.namespace, wanted);
    console.error(
      `key ${id} for tenant ${wanted.tenant}, role ${wanted.role}${expiresAt ? `, until ${expiresAt}` : ''}; it is shown once:`,
    );
    console.log(key);
  }
} finally {
  await connection.close();
}
