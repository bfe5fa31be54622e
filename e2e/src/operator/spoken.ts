import { livekit } from '../support/index.ts';
import { ScriptedCaller } from '../voice/index.ts';
import type { Scene, Session } from './scene.ts';

/** A caller in the room of a session, with a token as the gateway would give one. */
export async function callerOf({ status }: Session): Promise<ScriptedCaller> {
  const { url, token } = await livekit();
  const identity = status?.identity ?? '';
  const caller = new ScriptedCaller(identity);
  await caller.join(url, await token(status?.room ?? '', identity));
  return caller;
}

/** A session of the real runtime, with a caller who has been greeted. */
export async function spokenCall(
  scene: Scene,
  name: string,
  agent: string,
): Promise<{ session: Session; caller: ScriptedCaller }> {
  await scene.start(name, agent);
  const session = await scene.inPhase(name, 'Ready', 60);
  const caller = await callerOf(session);
  await greeted(caller);
  return { session, caller };
}

async function greeted(caller: ScriptedCaller): Promise<void> {
  await caller.until('the greeting in words', () => caller.said('agent').length > 0 || undefined, 30_000);
  await caller.quiet(900, 20_000);
}
