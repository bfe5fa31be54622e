/** Whether two configurations of a server give the same keys the same rights, whenever each of them was issued. */
export const sameRights = (one: string, other: string): boolean =>
  JSON.stringify(rightsIn(one)) === JSON.stringify(rightsIn(other));

const JWT = /\bey[\w-]+\.([\w-]+)\.[\w-]+/g;

function rightsIn(serverConfig: string): object[] {
  return [...serverConfig.matchAll(JWT)].map(([, payload = '']) => {
    const { iat, jti, ...rights } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    return rights;
  });
}
