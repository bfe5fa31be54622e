import type { Role } from '../auth/principal.ts';

const everybody = ['client', 'viewer', 'admin', 'caller'] as const;
const talkers = ['client', 'admin', 'caller'] as const;
const people = ['client', 'viewer', 'admin'] as const;
const seers = ['viewer', 'admin'] as const;
const admins = ['admin'] as const;

/** What a test must know of an operation to call it as anybody. */
export interface RouteCase {
  /** Everybody else is answered 403. */
  readonly may: readonly Role[];
  readonly body?: object;
  readonly query?: string;
  /**
   * What who may do this in another tenant is answered when the path names something of ours: there is no such thing.
   * `own`: the path names nothing, and the answer is about the holder's own tenant.
   */
  readonly stranger: 'not-found' | 'own';
}

const named = (may: readonly Role[], body?: object): RouteCase => ({
  may,
  ...(body && { body }),
  stranger: 'not-found',
});
const own = (may: readonly Role[], more: Pick<RouteCase, 'body' | 'query'> = {}): RouteCase => ({
  may,
  ...more,
  stranger: 'own',
});

/** Every operation of the API document that asks for a key. A new route without a line here fails the tests. */
export const routeCases: Readonly<Record<string, RouteCase>> = {
  createSession: own(talkers, { body: { agent: 'ada' } }),
  listSessions: own(everybody),
  getSession: named(everybody),
  deleteSession: named(talkers),
  stopSession: named(talkers, { mode: 'Now' }),
  changeLimits: named(talkers, { idleSeconds: 60 }),
  createToken: named(talkers),
  followSession: named(everybody),
  getVitals: named(everybody),
  getTimeline: named(everybody),
  getTranscript: named(everybody),
  say: named(talkers, { text: 'Hello.' }),
  inject: named(talkers, { text: 'Be brief.' }),
  interrupt: named(talkers),
  giveFeedback: named(talkers, { rating: 1 }),
  listAgents: own(people),
  getAgent: named(people),
  changeAgent: named(admins, { greeting: 'Taken over.' }),
  listPools: own(people),
  getPool: named(people),
  scalePool: named(admins, { min: 0 }),
  getQueue: own(seers),
  clearQueue: own(admins),
  getStatus: own(seers),
  followFleet: own(seers),
  getWorkers: own(seers),
  getModels: own(seers),
  getCapacity: own(people),
  getDashboard: own(seers),
  whoAmI: own(everybody),
  createClientToken: own(['client', 'admin']),
  listKeys: own(admins),
  createKey: own(admins),
  revokeKey: named(admins),
  listHooks: own(seers),
  listDeadHooks: own(seers),
  resendHook: named(admins),
  tokenEndpoint: own(talkers, { body: { room_name: 'ada' } }),
  connectionDetails: own(talkers, { query: '?agent=ada' }),
};

/** Somebody who asks, by what they hold. */
export interface Holder {
  readonly role: Role;
  readonly bearer: string;
  /** Holds a token for one session, and so starts none. */
  readonly bound?: boolean;
}

const STARTS = new Set(['createSession', 'tokenEndpoint', 'connectionDetails']);

export function expectedOf(holder: Holder, operationId: string): string {
  const { may, stranger } = routeCases[operationId] ?? { may: [], stranger: 'own' };
  if (!may.includes(holder.role) || (holder.bound && STARTS.has(operationId))) return 'refused';
  return stranger;
}

export function outcomeOf(code: number): string {
  if (code === 403) return 'refused';
  if (code === 404) return 'not-found';
  return code < 300 ? 'own' : `answered ${code}`;
}
