import type { Response } from 'express';
import { z } from 'zod';
import { ProblemError } from '../http/problem.ts';

export const roles = ['client', 'viewer', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who asks, for which tenant (= namespace), and what they may do there. */
export interface Principal {
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  /** A client token may be for one agent only. */
  readonly agent?: string;
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
  'sessions:create': ['client', 'admin'],
  'sessions:read': ['client', 'viewer', 'admin'],
  'sessions:change': ['client', 'admin'],
  'agents:read': ['client', 'viewer', 'admin'],
  'agents:change': ['admin'],
  'fleet:read': ['viewer', 'admin'],
  'queue:clear': ['admin'],
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
