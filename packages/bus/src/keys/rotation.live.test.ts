import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { Bus } from '../bus.ts';
import { NatsServer, until } from '../testing/index.ts';
import { createSeeds } from './authority.ts';
import type { PodMinter } from './mint.ts';

test('pod signers are rotated on a running server, with an overlap, and who may stay is back at once', async () => {
  const server = await NatsServer.start();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const [oldSigner, oldMinter] = [server.issued.podSigner.seed, server.minter];
  const pod = async (minter: PodMinter): Promise<Bus> => {
    const uid = randomUUID();
    const { creds } = minter.mint(uid, new Date(Date.now() + 60_000));
    const bus = Bus.open({ servers: [server.url], identity: { pod: uid }, credentials: () => creds });
    onTestFinished(() => bus.close(0));
    await bus.ready(5_000);
    return bus;
  };
  const accepted = (minter: PodMinter) =>
    pod(minter).then(
      () => true,
      () => false,
    );
  const operator = server.program('operator');
  onTestFinished(() => operator.close(0));
  await operator.ready(5_000);
  const talking = await pod(oldMinter);

  const newSigner = createSeeds().account;
  server.rotate([newSigner, oldSigner]);
  await until('the new signer is accepted', () => accepted(server.minter));
  expect(await accepted(oldMinter)).toBe(true);
  // A reload drops every connection once; who still has the right to it is back at once.
  await Promise.all([talking.ready(10_000), operator.ready(10_000)]);

  server.rotate([newSigner]);
  await until('the old signer is refused', async () => !(await accepted(oldMinter)));
  expect(await accepted(server.minter)).toBe(true);
  await operator.ready(10_000);
  await until('a pod of the old signer is cut off', () => talking.state.closed !== undefined);
});
