import { rest, type VoiceAgentObject } from '@switchboard/api';
import { type Request, type Response, Router } from 'express';
import type { Door } from '../auth/authenticate.ts';
import type { ClientTokens } from '../auth/client-token.ts';
import { may, type Principal } from '../auth/principal.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { notFound, ProblemError } from '../http/problem.ts';
import { bodyOf, jsonBody, queryOf } from '../http/validate.ts';
import { clientGone, endedProblem } from '../sessions/routes.ts';
import type { SessionService } from '../sessions/service.ts';
import { sessionView } from '../sessions/view.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { addressHash, countShared, refusalOf } from './policy.ts';

export interface ShareSources {
  readonly sessions: SessionService;
  readonly watch: SessionWatch;
  readonly fleet: Fleet;
  readonly door: Door;
  readonly tokens: ClientTokens;
  /** Of the hashes of addresses. */
  readonly secret: string;
  readonly defaultTenant: string | undefined;
  readonly bodyBytes: number;
}

const LONGEST_TOKEN_SECONDS = 86_400;

/** Shareable links: for anybody, or for who has a key, as the VoiceAgent says. */
export function shareRoutes(sources: ShareSources): Router {
  const { sessions, watch, fleet, door, tokens } = sources;
  const router = Router();
  /** Begun by this gateway and not in its cache yet. */
  const beginning = new Map<string, number>();

  function shared(tenant: string | undefined, name: string): VoiceAgentObject {
    const namespace = tenant ?? sources.defaultTenant;
    const agent = namespace === undefined ? undefined : fleet.agents.store.get(`${namespace}/${name}`);
    if (!agent?.spec.share.enabled) throw notFound('shared agent of this name');
    return agent;
  }

  async function visitor(agent: VoiceAgentObject, hash: string, request: Request, response: Response) {
    const tenant = agent.metadata.namespace;
    const guest: Principal = { id: `share/${hash}`, tenant, role: 'caller' };
    if (!agent.spec.share.requireKey) return guest;
    const principal = await door.identify(request, response);
    if (principal.tenant === tenant && may(principal.role, 'sessions:create')) return principal;
    throw new ProblemError('forbidden', 'This key may not talk to this agent.');
  }

  function admit(agent: VoiceAgentObject, hash: string): () => void {
    const { namespace, name } = agent.metadata;
    const counted = countShared(watch.store.byIndex('namespace', namespace), name, hash);
    const [everyone, own] = [`${namespace}/${name}`, `${namespace}/${name} ${hash}`];
    const all = counted.all + (beginning.get(everyone) ?? 0);
    const fromAddress = counted.fromAddress + (beginning.get(own) ?? 0);
    const refusal = refusalOf(agent.spec.share, { all, fromAddress });
    if (refusal) throw new ProblemError('rate-limited', refusal, { retryAfterSeconds: 30 });
    for (const key of [everyone, own]) beginning.set(key, (beginning.get(key) ?? 0) + 1);
    return () => {
      for (const key of [everyone, own]) {
        const left = (beginning.get(key) ?? 1) - 1;
        if (left === 0) beginning.delete(key);
        else beginning.set(key, left);
      }
    };
  }

  router.get('/v1/share/:agent', (request, response) => {
    const agent = shared(queryOf(request, rest.shareQuery).tenant, request.params.agent);
    const { metadata, spec } = agent;
    const { name, namespace } = metadata;
    response.setHeader('Cache-Control', 'no-store');
    response.json({ agent: name, tenant: namespace, requireKey: spec.share.requireKey, language: spec.language });
  });

  router.post('/v1/share/:agent/sessions', jsonBody(sources.bodyBytes), async (request, response) => {
    const { tenant, name, waitSeconds } = bodyOf(request, rest.shareStart);
    const agent = shared(tenant, String(request.params['agent']));
    const hash = addressHash(request.ip ?? '', sources.secret);
    const principal = await visitor(agent, hash, request, response);
    const began = admit(agent, hash);
    const gone = clientGone(response);
    const session = await sessions
      .create(principal, {
        request: { agent: agent.metadata.name, participant: name ? { name } : {}, waitSeconds },
        sharedWith: hash,
      })
      .finally(began);
    const outcome = await sessions.settle(session, waitSeconds, gone);
    if (gone.aborted) return sessions.abandon(session);
    if (outcome.progress.kind === 'ended') throw endedProblem(outcome.progress);
    const { maxDurationSeconds, pendingSeconds, joinSeconds } = agent.spec.limits;
    const seconds = Math.min(LONGEST_TOKEN_SECONDS, maxDurationSeconds + pendingSeconds + joinSeconds);
    const { token } = await tokens.mint(principal, { seconds, session: session.metadata.name });
    const ready = outcome.progress.kind === 'ready';
    const connection = ready && (await sessions.connection(outcome.session, outcome.progress));
    response.setHeader('Cache-Control', 'no-store');
    if (!ready) response.location(`/v1/sessions/${session.metadata.name}`).setHeader('Retry-After', '2');
    response
      .status(ready ? 201 : 202)
      .json({ session: sessionView(outcome.session), ...(connection && { connection }), token });
  });

  return router;
}
