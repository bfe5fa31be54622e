import { existsSync } from 'node:fs';
import { Client, connect } from '@switchboard/kube';
import { loadConfig, parseConfig, readSecret, systemClock } from '@switchboard/service';
import { z } from 'zod';
import { configSchema } from '../config.ts';
import { LiveKitRooms, type Rooms } from '../livekit/rooms.ts';
import { uninstall } from '../uninstall/index.ts';

// What `helm uninstall` runs before it removes anything.

const { env } = process;
const config = loadConfig(configSchema);
const settings = parseConfig(
  z.strictObject({ release: z.string().min(1), goodbyeSeconds: z.coerce.number().int().min(0).max(3600) }),
  { release: env['SWITCHBOARD_RELEASE'], goodbyeSeconds: env['SWITCHBOARD_GOODBYE_SECONDS'] },
  'the environment of the command',
);

/** Somebody may have deleted the Secret already. */
function rooms(): Rooms | undefined {
  const { url, timeoutSeconds, keyFile, secretFile } = config.livekit;
  if (!existsSync(keyFile) || !existsSync(secretFile)) return undefined;
  const keys = { key: readSecret(keyFile), secret: readSecret(secretFile) };
  return new LiveKitRooms({ url, ...keys, install: config.install, timeoutSeconds });
}

const connection = connect({ userAgent: 'switchboard-uninstall' });
try {
  await uninstall({
    client: new Client(connection, { fieldManager: 'switchboard-uninstall' }),
    scopes: config.namespaces.length === 0 ? [{}] : config.namespaces.map((namespace) => ({ namespace })),
    except: config.exceptNamespaces,
    home: config.leaderElection.namespace,
    release: settings.release,
    lease: config.leaderElection.name,
    rooms: rooms(),
    clock: systemClock,
    goodbyeMs: settings.goodbyeSeconds * 1000,
    say: (line) => console.log(line),
  });
} finally {
  await connection.close();
}
