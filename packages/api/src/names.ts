import { z } from 'zod';

/** A DNS label (RFC 1123): the only shape of id that enters a NATS subject, a label value or a pod name. */
export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Kubernetes refuses label values and host names above this. */
export const LABEL_MAX = 63;
export const NAME_SUFFIX_LENGTH = 10;
/** Pod = agent + "-" + suffix, its Secret = pod + "-bus": the longest derived label stays below LABEL_MAX. */
export const AGENT_NAME_MAX = 40;

const label = (what: string, max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(
      DNS_LABEL,
      `${what} must be a DNS label: lower-case letters, digits and '-', beginning and ending with a letter or digit`,
    );

export const agentName = label('an agent name', AGENT_NAME_MAX);
export const dnsLabel = label('a name', LABEL_MAX);
/** Names of Secrets, classes and templates that others made: they may hold dots. */
export const objectName = z
  .string()
  .min(1)
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "an object's name has lower-case letters, digits, '-' and '.', and begins and ends with a letter or digit",
  );
export const uid = z.string().length(36).regex(UUID, 'must be a Kubernetes uid');

const SUFFIX = new RegExp(`^[a-z0-9]{${NAME_SUFFIX_LENGTH}}$`);

function checkedSuffix(suffix: string): string {
  if (!SUFFIX.test(suffix)) throw new RangeError(`a name suffix has ${NAME_SUFFIX_LENGTH} of a-z0-9, not "${suffix}"`);
  return suffix;
}

export const podName = (agent: string, suffix: string): string => `${agentName.parse(agent)}-${checkedSuffix(suffix)}`;

export const busSecretName = (pod: string): string => `${pod}-bus`;

/** `{agent}_session_{ms}_{random}`: '_' can't be in an agent's name, so the name can always be read back. */
export const roomName = (agent: string, at: { ms: number; suffix: string }): string =>
  `${agentName.parse(agent)}_session_${Math.trunc(at.ms)}_${checkedSuffix(at.suffix)}`;

/** The agent that a room name, or a bare agent name, stands for. */
export function agentOfRoomName(room: string): string | undefined {
  const parsed = agentName.safeParse(room.split('_session_', 1)[0]);
  return parsed.success ? parsed.data : undefined;
}

/** Unbiased enough for names: 36 symbols out of a byte's first 252 values. */
export function nameSuffix(randomBytes: (length: number) => Uint8Array): string {
  const symbols = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let out = '';
  while (out.length < NAME_SUFFIX_LENGTH) {
    for (const byte of randomBytes(NAME_SUFFIX_LENGTH)) {
      if (byte < 252 && out.length < NAME_SUFFIX_LENGTH) out += symbols[byte % 36];
    }
  }
  return out;
}
