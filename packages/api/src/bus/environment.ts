import { z } from 'zod';
import { agentName, dnsLabel, uid } from '../names.ts';
import { CONTRACT } from './common.ts';

/** What the operator sets in the environment of every session pod, of whatever runtime. */
export const podEnvironment = z.object({
  SWITCHBOARD_CONTRACT: z.literal(CONTRACT).describe('Version of the runtime contract.'),
  SWITCHBOARD_POD_UID: uid.describe('uid of the pod: its identity on the bus.'),
  SWITCHBOARD_POD_NAME: z.string().min(1).max(253).describe('Name of the pod.'),
  SWITCHBOARD_NAMESPACE: dnsLabel.describe('Namespace of the pod.'),
  SWITCHBOARD_AGENT: agentName.describe('Agent that the pod was made for.'),
  SWITCHBOARD_NATS_URL: z.string().min(1).max(1024).describe('NATS servers, separated by commas.'),
  SWITCHBOARD_NATS_CREDS: z
    .string()
    .default('/etc/switchboard/bus/creds')
    .describe('File with the pod’s NATS credential; it may appear a moment after the start.'),
  SWITCHBOARD_HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(8081)
    .describe('Port of /healthz, /readyz and /metrics.'),
  SWITCHBOARD_GRACE_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(3600)
    .default(60)
    .describe('Time between SIGTERM and SIGKILL.'),
  SWITCHBOARD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Log level.'),
});
export type PodEnvironment = z.infer<typeof podEnvironment>;

/** Port that a media gateway will dial; reserved in v1. */
export const MEDIA_PORT = 7070;
export const SECRETS_DIRECTORY = '/etc/switchboard/secrets';

export const exitCodes = {
  ended: { code: 0, meaning: 'The conversation ended and was reported, or the pod was told to stop.' },
  environment: { code: 64, meaning: 'The environment or a mounted file is missing or wrong.' },
  busUnreachable: {
    code: 69,
    meaning: 'The bus could not be reached, or refused the credential, before a conversation was assigned.',
  },
  internal: { code: 70, meaning: 'An error that the runtime could not mend.' },
} as const;

export const HEARTBEAT_SECONDS = 5;
export const HEARTBEAT_LOST_SECONDS = 15;
