import { createInterface } from 'node:readline/promises';
import { type Command, readCommand, USAGE, UsageError } from './command.ts';
import { drain } from './drain.ts';
import { Kubectl } from './kubectl.ts';
import { talk } from './talk.ts';
import { top } from './top.ts';
import { why } from './why.ts';

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to be asked: add --yes, or --wait.');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(`${question} [y/N] `);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function run(command: Command): Promise<number> {
  const kubectl = new Kubectl(command.flags);
  const say = (text: string) => console.log(text);
  if (command.help) say(USAGE);
  else if (command.name === 'top') say(await top(kubectl, command.scope, Date.now()));
  else if (command.name === 'why') say(await why(kubectl, command.target, command.scope));
  else if (command.name === 'talk') say(await talk(kubectl, { ...command, agent: command.target }));
  else {
    // A node has everybody’s conversations, unless told that only one namespace’s are meant.
    const scope = command.scope.length > 0 ? command.scope : ['--all-namespaces'];
    const options = { ...command, scope, node: command.target, say, confirm: command.yes ? async () => true : confirm };
    return (await drain(kubectl, options)) ? 0 : 1;
  }
  return 0;
}

function fail(error: Error): number {
  console.error(error.message);
  return error instanceof UsageError ? 64 : 1;
}

void (async () => run(readCommand(process.argv.slice(2), process.env)))()
  .catch(fail)
  .then((code) => {
    process.exitCode = code;
  });
