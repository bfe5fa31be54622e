import { rest } from '@switchboard/api';
import type { Bucket } from '@switchboard/bus';
import type { Clock, Logger } from '@switchboard/service';
import express, { Router } from 'express';
import type { z } from 'zod';
import { ProblemError } from '../http/problem.ts';
import type { Metrics } from '../metrics.ts';
import type { SessionWatch } from '../sessions/watch.ts';
import { isSignedByLiveKit, type WebhookKeys } from './livekit-signature.ts';

type LiveKitEvent = z.infer<typeof rest.livekitEvent>;

export interface IncomingSources {
  readonly keys: WebhookKeys;
  readonly seen: Pick<Bucket, 'create'>;
  readonly watch: SessionWatch;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'livekitEvent'>;
  readonly bodyBytes: number;
}

/** Older events are replays: LiveKit itself gives up long before. The bucket of seen ids keeps them as long. */
export const REPLAY_WINDOW_MS = 600_000;

const KNOWN_EVENTS = new Set([
  'room_started',
  'room_finished',
  'participant_joined',
  'participant_left',
  'participant_connection_aborted',
  'track_published',
  'track_unpublished',
  'egress_started',
  'egress_updated',
  'egress_ended',
  'ingress_started',
  'ingress_ended',
]);

export function isInWindow(event: LiveKitEvent, nowMs: number): boolean {
  const at = Number(event.createdAt ?? Number.NaN) * 1000;
  return Number.isFinite(at) && Math.abs(nowMs - at) <= REPLAY_WINDOW_MS;
}

function parse(body: Buffer): LiveKitEvent {
  try {
    return rest.livekitEvent.parse(JSON.parse(body.toString()));
  } catch (error) {
    throw new ProblemError('invalid-request', 'The body is no webhook of LiveKit.', {}, error);
  }
}

/** LiveKit's webhooks, each once over all gateways, joined to the session whose room they tell of. */
export function livekitRoutes(sources: IncomingSources): Router {
  const { keys, seen, watch, clock, logger, metrics } = sources;
  const router = Router();
  const raw = express.raw({ type: () => true, limit: sources.bodyBytes, inflate: false });

  /** Without the bus an event may be counted twice, which is better than lost. */
  const isFirst = async (id: string): Promise<boolean> => {
    const key = `livekit.${Buffer.from(id).toString('base64url')}`;
    return (await seen.create(key, '1').catch(() => 1)) !== undefined;
  };

  async function outcomeOf(event: LiveKitEvent): Promise<string> {
    if (!isInWindow(event, clock.now())) return 'late';
    if (!(await isFirst(event.id))) return 'duplicate';
    const [session] = event.room?.name ? watch.store.byIndex('room', event.room.name) : [];
    // A room that waits with its agent for somebody to come, or one that is not ours.
    if (!session) return 'unclaimed';
    logger.debug({ event: event.event, session: session.metadata.name }, 'LiveKit told of a session');
    return 'session';
  }

  router.post('/v1/hooks/livekit', raw, async (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const check = { ...keys, nowMs: clock.now() };
    if (!(await isSignedByLiveKit(body, request.header('Authorization'), check)))
      throw new ProblemError('unauthenticated', 'This body is not signed by LiveKit’s API key.');
    const event = parse(body);
    const outcome = await outcomeOf(event);
    metrics.livekitEvent(KNOWN_EVENTS.has(event.event) ? event.event : 'other', outcome);
    response.json({ accepted: true });
  });

  return router;
}
