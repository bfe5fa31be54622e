import type { ScriptedCaller } from './caller.ts';
import { spoken } from './espeak.ts';
import type { PodOptions, Stage } from './stage.ts';
import type { StagePod } from './stage-pod.ts';

/** A pod in conversation with a caller who has been greeted. */
export async function call(
  stage: Stage,
  identity: string,
  change: Parameters<Stage['behaviour']>[0] = {},
  rest: Partial<Parameters<StagePod['assign']>[0]> & { pod?: PodOptions } = {},
) {
  const pod = await stage.pod(rest.pod);
  await pod.hello();
  const assign = await pod.assign({ identity, behaviour: stage.behaviour(change), ...rest });
  const caller = await stage.caller(assign.room.name, identity);
  await caller.hears(0, 20_000).catch((cause: Error) => {
    throw new Error(`${cause.message}; the session process said:\n${pod.program.output.slice(-4000)}`, { cause });
  });
  // Its last words, and not a pause for breath on a busy machine, are the end of a greeting.
  await caller.until('the greeting in words', () => caller.said('agent').length > 0 || undefined, 15_000);
  await caller.quiet(900, 10_000);
  return { pod, assign, caller };
}

/** Says something and waits for the end of the answer; gives back the final captions of the agent since then. */
export async function ask(caller: ScriptedCaller, text: string): Promise<string[]> {
  const before = caller.said('agent').length;
  const { endedAt } = await caller.speak(await spoken(text));
  await caller.hears(endedAt, 20_000);
  await caller.until('an answer in words', () => caller.said('agent').length > before || undefined, 15_000);
  await caller.quiet(800, 10_000);
  return caller.said('agent').slice(before);
}

/** Asks for a story, and is in the midst of it: a filler before it is none of it. */
export async function isToldAStory(caller: ScriptedCaller, request: string): Promise<void> {
  await caller.speak(await spoken(request));
  const begun = () => caller.captions.find(({ text }) => text.startsWith('Once upon'));
  const { at } = await caller.until('the story to begin', begun, 30_000);
  await caller.until('some of the story', () => performance.now() - at > 2000 || undefined, 10_000);
}

export async function hangUp(pod: StagePod, caller: ScriptedCaller): Promise<void> {
  await caller.leave();
  await pod.ask('end', { reason: 'Stopped' });
  const { code, signal } = await pod.program.exited;
  if (code !== 0)
    throw new Error(`the session process ended with ${code ?? signal}: ${pod.program.output.slice(-2000)}`);
}
