import { type Client, type Secret, secrets } from '@switchboard/kube';
import { type ApiKey, formatKey, generateKey, hashSecret, keySecretName } from './key.ts';
import type { KeyRecord } from './principal.ts';

export const KEY_LABEL = 'switchboard.dev/api-key';

export interface NewKey {
  readonly tenant: string;
  readonly role: KeyRecord['role'];
  readonly expiresAt?: string;
  readonly note?: string;
}

function secretOf({ id, secret }: ApiKey, namespace: string, { tenant, role, expiresAt, note }: NewKey): Secret {
  const record: KeyRecord = { sha256: hashSecret(secret), tenant, role, ...(expiresAt && { expiresAt }) };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: keySecretName(id),
      namespace,
      labels: { [KEY_LABEL]: 'true', 'switchboard.dev/tenant': tenant, 'switchboard.dev/role': role },
      ...(note && { annotations: { 'switchboard.dev/note': note } }),
    },
    type: 'switchboard.dev/api-key',
    immutable: true,
    stringData: { ...record },
  } as Secret;
}

/** Stores the hash of a new key and returns the key itself, which nobody can show again. */
export async function createKey(
  client: Client,
  namespace: string,
  wanted: NewKey,
): Promise<{ id: string; key: string }> {
  const key = generateKey();
  await client.of(secrets).create(secretOf(key, namespace, wanted));
  return { id: key.id, key: formatKey(key) };
}

/** False if there was no such key. A revoked key may work for as long as a gateway believes what it looked up. */
export function revokeKey(client: Client, namespace: string, id: string): Promise<boolean> {
  return client.of(secrets).delete({ namespace, name: keySecretName(id) });
}

export interface KeyView {
  readonly id: string;
  readonly tenant: string;
  readonly role: string;
  readonly createdAt?: string;
  readonly expiresAt?: string;
  readonly note?: string;
}

/** The keys of one tenant, without what could be used. */
export async function listKeys(client: Client, namespace: string, tenant: string): Promise<KeyView[]> {
  const labelSelector = `${KEY_LABEL}=true,switchboard.dev/tenant=${tenant}`;
  const { items } = await client.of(secrets).list({ namespace, labelSelector });
  return items.map(({ metadata, data = {} }) => {
    const expiresAt = data['expiresAt'] && Buffer.from(data['expiresAt'], 'base64').toString();
    const note = metadata.annotations?.['switchboard.dev/note'];
    return {
      id: metadata.name.replace(/^key-/, ''),
      tenant,
      role: metadata.labels?.['switchboard.dev/role'] ?? '',
      ...(metadata.creationTimestamp && { createdAt: String(metadata.creationTimestamp) }),
      ...(expiresAt && { expiresAt }),
      ...(note && { note }),
    };
  });
}
