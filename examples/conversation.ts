// Starts a conversation, prints what happens for ten seconds, and ends it: node examples/conversation.ts
// Needs: SWITCHBOARD_URL, SWITCHBOARD_KEY.
import { Switchboard } from '@switchboard/client';

const { SWITCHBOARD_URL: url = 'http://localhost:8080', SWITCHBOARD_KEY: key = '' } = process.env;
const switchboard = new Switchboard({ url, key });

const { session, connection } = await switchboard.start(
  { agent: 'ada', waitSeconds: 30 },
  { onWaiting: ({ queuePosition }) => console.log('waiting at', queuePosition) },
);
console.log('join', connection.server_url, 'as', session.identity);

await switchboard.say(session.id, { text: 'This call is a test.' });
for await (const event of switchboard.events(session.id, { signal: AbortSignal.timeout(10_000) })) {
  if (event.type === 'session') console.log('phase', event.session.phase);
  else if (event.type === 'transcript') console.log(`${event.speaker}: ${event.text}`);
}
console.log((await switchboard.stop(session.id, 'Now')).phase);
