import { z } from 'zod';
import { agentName, dnsLabel } from '../names.ts';

export const keyRoles = ['client', 'viewer', 'admin'] as const;

export const clientTokenRequest = z
  .strictObject({
    agent: agentName.optional().describe('The only agent that it may talk to. Absent: any of the tenant.'),
    subject: z
      .string()
      .min(1)
      .max(128)
      .regex(/^[\x21-\x7e]+$/, 'a subject has printable ASCII characters without spaces')
      .optional()
      .describe('Who it is for, in your words. Tokens of one subject see the same sessions.'),
    seconds: z.int().min(30).max(86_400).default(900).describe('How long it holds.'),
  })
  .meta({ id: 'ClientTokenRequest' });

export const clientToken = z
  .object({
    token: z
      .string()
      .describe('Send it as a bearer, from the browser. It sees the sessions that it started, and no more.'),
    expiresAt: z.string().describe('RFC 3339.'),
  })
  .meta({ id: 'ClientToken' });

export const keyRequest = z
  .strictObject({
    role: z.enum(keyRoles).default('client').describe('What it may do.'),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('RFC 3339. Absent: until it is revoked.'),
    note: z.string().max(256).optional().describe('What it is for.'),
  })
  .meta({ id: 'KeyRequest' });

export const keyView = z
  .object({
    id: z.string().describe('Second part of the key; the secret part is stored nowhere.'),
    tenant: dnsLabel.describe('Namespace.'),
    role: z.enum(keyRoles).describe('What it may do.'),
    createdAt: z.string().optional().describe('RFC 3339.'),
    expiresAt: z.string().optional().describe('RFC 3339.'),
    note: z.string().optional().describe('What it is for.'),
  })
  .meta({ id: 'Key' });

export const keyCreated = keyView
  .extend({ key: z.string().describe('The key itself. It is shown this once.') })
  .meta({ id: 'KeyCreated' });

export const keyList = z.object({ keys: z.array(keyView).describe('Keys of the tenant.') }).meta({ id: 'KeyList' });

export const me = z
  .object({
    id: z.string().describe('Id of the key, or of the person at the identity provider.'),
    tenant: dnsLabel.describe('Namespace.'),
    role: z.enum([...keyRoles, 'caller']).describe('client, viewer, admin, or caller: the holder of a client token.'),
    may: z.array(z.string()).describe('What this role may do, such as sessions:read or agents:change.'),
  })
  .meta({ id: 'Me' });

export const signIn = z
  .object({
    oidc: z
      .object({
        issuer: z.string().describe('Identity provider; its endpoints are found under /.well-known.'),
        clientId: z.string().describe('Public client of the console: authorization code with PKCE, no secret.'),
        scope: z.string().describe('Scopes to ask for.'),
        token: z.enum(['access_token', 'id_token']).describe('Which of its tokens this gateway takes as a bearer.'),
      })
      .optional()
      .describe('Absent: people sign in with an API key.'),
  })
  .meta({ id: 'SignIn' });
