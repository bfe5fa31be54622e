import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Throwaway certificates for one private API server, made by openssl in `folder`. */
export function makePki(folder: string): Pki {
  const path = (name: string) => join(folder, name);
  openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path('ca.key')]);
  const ca = ['-subj', '/CN=test-ca', '-days', '2', '-out', path('ca.crt')];
  openssl(['req', '-x509', '-new', '-key', path('ca.key'), ...ca]);
  openssl(['genrsa', '-out', path('sa.key'), '2048']);
  sign(path, 'server', '/CN=kube-apiserver', 'DNS:localhost,IP:127.0.0.1');
  sign(path, 'admin', '/O=system:masters/CN=test-admin');
  return { folder, path, read: (name) => readFileSync(path(name)) };
}

export interface Pki {
  readonly folder: string;
  /** Of ca.crt, server.crt, server.key, admin.crt, admin.key, sa.key. */
  path(name: string): string;
  read(name: string): Buffer;
}

function sign(path: (name: string) => string, name: string, subject: string, names?: string): void {
  const [key, request, extensions] = [path(`${name}.key`), path(`${name}.csr`), path(`${name}.ext`)];
  openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
  openssl(['req', '-new', '-key', key, '-subj', subject, '-out', request]);
  writeFileSync(extensions, `extendedKeyUsage=clientAuth,serverAuth\n${names ? `subjectAltName=${names}\n` : ''}`);
  const issuer = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl(['x509', '-req', '-in', request, ...issuer, '-extfile', extensions, '-out', path(`${name}.crt`)]);
}

function openssl(args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
