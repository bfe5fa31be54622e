import type { ApiDescription, Route } from '../../openapi/route.ts';
import { accessRoutes } from './access.ts';
import { fleetRoutes } from './fleet.ts';
import { hookRoutes } from './hooks.ts';
import { sessionRoutes } from './sessions.ts';
import { shareRoutes } from './share.ts';
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
    { name: 'Access', description: 'Keys and short-lived tokens.' },
    { name: 'Links', description: 'Shareable links to an agent.' },
    { name: 'Hooks', description: 'Events that come in from LiveKit and go out to your services.' },
    { name: 'Standard clients', description: 'What stock LiveKit clients call.' },
    { name: 'Probes', description: 'For load balancers and the kubelet.' },
  ],
  securitySchemes: {
    key: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key (sb_<id>_<secret>), a client token or a token of your identity provider.',
    },
    livekit: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'LiveKit’s signature over the body.' },
  },
  problems: ['invalid-request', 'unauthenticated', 'forbidden', 'rate-limited', 'internal', 'unavailable'],
};

export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...fleetRoutes,
  ...accessRoutes,
  ...shareRoutes,
  ...hookRoutes,
  ...standardRoutes,
];
