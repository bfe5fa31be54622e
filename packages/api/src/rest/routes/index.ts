import type { ApiDescription, Route } from '../../openapi/route.ts';
import { fleetRoutes } from './fleet.ts';
import { sessionRoutes } from './sessions.ts';
import { standardRoutes } from './standard.ts';

export const description: ApiDescription = {
  title: 'Switchboard gateway',
  version: '1.0.0',
  description: 'Start conversations with voice agents, follow them, and see the fleet that runs them.',
  tags: [
    { name: 'Sessions', description: 'Conversations.' },
    { name: 'Live', description: 'What reaches into a conversation while it goes on.' },
    { name: 'Agents', description: 'What conversations are run with.' },
    { name: 'Pools', description: 'Warm pods.' },
    { name: 'Fleet', description: 'The whole of a tenant.' },
    { name: 'Standard clients', description: 'What stock LiveKit clients call.' },
    { name: 'Probes', description: 'For load balancers and the kubelet.' },
  ],
  securitySchemes: {
    key: { type: 'http', scheme: 'bearer', description: 'An API key (sb_<id>_<secret>) or a client token.' },
  },
  problems: ['invalid-request', 'unauthenticated', 'forbidden', 'rate-limited', 'internal', 'unavailable'],
};

export const routes: readonly Route[] = [...sessionRoutes, ...fleetRoutes, ...standardRoutes];
