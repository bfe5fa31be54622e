import { annotations, rest, type VoiceSessionObject } from '@switchboard/api';
import type { Response } from 'express';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';

/** What a key or a person may have, from the weakest to the strongest. */
export const roles = rest.keyRoles;
/** A caller holds a client token, in a browser: it sees what it started and nothing else. */
export type Role = (typeof roles)[number] | 'caller';

/** Who asks, for which tenant (= namespace), and what they may do there. */
export interface Principal {
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  /** A caller may be for one agent only. */
  readonly agent?: string;
  /** A caller may be for one session only. */
  readonly session?: string;
}

/** Whether somebody may know of a session at all. */
export function sees(principal: Principal, { metadata, spec }: VoiceSessionObject): boolean {
  if (metadata.namespace !== principal.tenant) return false;
  if (principal.role !== 'caller') return true;
  if (principal.session !== undefined) return metadata.name === principal.session;
  const agentFits = principal.agent === undefined || spec.agent === principal.agent;
  return agentFits && metadata.annotations?.[annotations.createdBy] === principal.id;
}

/** Data of a key's Secret, decoded. */
export const keyRecord = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: z.string().min(1).max(63),
  role: z.enum(roles),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type KeyRecord = z.infer<typeof keyRecord>;

export const actions = {
  'sessions:create': ['client', 'admin', 'caller'],
  'sessions:read': ['client', 'viewer', 'admin', 'caller'],
  'sessions:change': ['client', 'admin', 'caller'],
  'tokens:mint': ['client', 'admin'],
  'agents:read': ['client', 'viewer', 'admin'],
  'agents:change': ['admin'],
  'fleet:read': ['viewer', 'admin'],
  'queue:clear': ['admin'],
  'hooks:read': ['viewer', 'admin'],
  'hooks:change': ['admin'],
  'keys:change': ['admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Action = keyof typeof actions;

export const may = (role: Role, action: Action): boolean => (actions[action] as readonly Role[]).includes(role);

export function principalOf(response: Response): Principal {
  const principal = response.locals['principal'] as Principal | undefined;
  if (!principal) throw new Error('a route that needs a principal was mounted before authentication');
  return principal;
}

export function demand(response: Response, action: Action): Principal {
  const principal = principalOf(response);
  if (may(principal.role, action)) return principal;
  throw new ProblemError(
    'forbidden',
    `The role ${principal.role} may not do this (${action}). Ask for a key of another role.`,
  );
}
