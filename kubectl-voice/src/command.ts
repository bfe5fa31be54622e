import { parseArgs } from 'node:util';

export const USAGE = `kubectl voice: what plain kubectl does not say about conversations.

  kubectl voice top [-A]                  live sessions: memory now, peak and limit, node, age
  kubectl voice why NAME                  one session's story: where it stands, why, what to do
  kubectl voice drain NODE [--dry-run] [--wait] [--yes] [--timeout SECONDS]
                                          cordon it, send warm pods away, and end its conversations
                                          with a goodbye, or wait for their ends; with -n only those of
                                          one namespace
  kubectl voice talk AGENT [--gateway URL] [--key KEY]
                                          a link to talk to it, or a conversation and what to open

-n NAMESPACE, --context and --kubeconfig are kubectl's.`;

export class UsageError extends Error {
  constructor(message: string, cause?: unknown) {
    super(`${message}\n\n${USAGE}`, { cause });
    this.name = 'UsageError';
  }
}

export interface Command {
  readonly name: string;
  readonly target: string;
  /** For every call of kubectl. */
  readonly flags: readonly string[];
  /** For those about namespaced things. */
  readonly scope: readonly string[];
  readonly dryRun: boolean;
  readonly wait: boolean;
  readonly yes: boolean;
  readonly timeoutSeconds: number;
  readonly gateway: string | undefined;
  readonly key: string | undefined;
  readonly help: boolean;
}

const DEFAULT_SECONDS = { end: 120, wait: 7200 };
const targets: Readonly<Record<string, string | undefined>> = { why: 'NAME', drain: 'NODE', talk: 'AGENT' };

export function readCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  const [name = 'help', target = '', ...rest] = positionals;
  const help = values.help === true || name === 'help';
  if (!help && !['top', 'why', 'drain', 'talk'].includes(name)) throw new UsageError(`There is no command ${name}.`);
  if (!help && targets[name] && target === '') throw new UsageError(`${name} wants a ${targets[name]}.`);
  if (rest.length > 0 || (name === 'top' && target !== ''))
    throw new UsageError(`${name} does not know what to do with ${rest[0] ?? target}.`);
  const timeoutSeconds = Number(values.timeout ?? (values.wait ? DEFAULT_SECONDS.wait : DEFAULT_SECONDS.end));
  if (!(timeoutSeconds > 0)) throw new UsageError('--timeout is a number of seconds above 0.');
  return {
    name,
    target,
    flags: (['context', 'kubeconfig'] as const).flatMap((flag) => (values[flag] ? [`--${flag}=${values[flag]}`] : [])),
    scope: values['all-namespaces'] ? ['--all-namespaces'] : values.namespace ? ['--namespace', values.namespace] : [],
    dryRun: values['dry-run'] === true,
    wait: values.wait === true,
    yes: values.yes === true,
    timeoutSeconds,
    gateway: values.gateway ?? env['SWITCHBOARD_URL'],
    key: values.key ?? env['SWITCHBOARD_KEY'],
    help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        namespace: { type: 'string', short: 'n' },
        'all-namespaces': { type: 'boolean', short: 'A' },
        context: { type: 'string' },
        kubeconfig: { type: 'string' },
        'dry-run': { type: 'boolean' },
        wait: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        timeout: { type: 'string' },
        gateway: { type: 'string' },
        key: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, error);
  }
}
