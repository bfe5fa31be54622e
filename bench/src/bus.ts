import { NatsServer } from '@switchboard/bus/testing';
import { benchMint } from './bus/mint.ts';
import { benchOutbox } from './bus/outbox.ts';
import { benchRequest } from './bus/request.ts';

const print = (lines: object[]): void => {
  for (const line of lines) console.log(JSON.stringify(line));
};

await using server = await NatsServer.start();
print(benchMint(server.issued.podSigner));
print(await benchRequest());
print(await benchOutbox(false));
print(await benchOutbox(true));
