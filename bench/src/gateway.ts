import { dispose } from '@livekit/rtc-node';
import { conversations } from './gateway/conversations.ts';
import { reads } from './gateway/reads.ts';

const [what = 'all', burst = '40', runs = '40'] = process.argv.slice(2);

if (what === 'all' || what === 'reads') for await (const line of reads()) console.log(JSON.stringify(line));
if (what === 'all' || what === 'conversations')
  for await (const line of conversations({ burst: Number(burst), runs: Number(runs) }))
    console.log(JSON.stringify(line));
await dispose();
process.exit(0);
