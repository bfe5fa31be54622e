import { z } from 'zod';

const flag = z.stringbool().default(false);
const ms = z.coerce.number().int().min(0);

/** How the stub misbehaves: variables in the agent's spec.runtime.env. */
export const faults = z.object({
  /** Hears no request. */
  STUB_DEAF: flag,
  STUB_ACK_MS: ms.default(0),
  STUB_JOIN_MS: ms.default(0),
  /** Takes the session and never joins. */
  STUB_ABSENT: flag,
  /** Ends with this code: at once, or when it took its session. */
  STUB_CRASH: z.enum(['start', 'assigned']).optional(),
  STUB_EXIT_CODE: z.coerce.number().int().default(7),
  /** Fills its memory once it is ready. */
  STUB_FILL: flag,
  /** Fills its scratch volume once it is ready. */
  STUB_FILL_DISK: flag,
  /** Falls silent once it is ready, and is otherwise well. */
  STUB_MUTE: flag,
  /** Says of itself that it is near its memory limit. */
  STUB_NEARLY_FULL: flag,
  /** Says that it has given a model endpoint up. */
  STUB_MODEL_LOST: flag,
  /** Hears drain and end, and stays. */
  STUB_STUBBORN: flag,
  /** The caller comes after this long. Absent: nobody comes. */
  STUB_CALLER_MS: ms.optional(),
  /** The caller leaves this long after coming. */
  STUB_LEAVES_MS: ms.optional(),
  /** What the pod says for its end when the caller has left. */
  STUB_END_REASON: z.string().default('CallerLeft'),
});
export type Faults = z.infer<typeof faults>;
