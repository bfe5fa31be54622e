import type { RequestHandler } from 'express';
import { ProblemError } from './problem.ts';

interface Declared {
  readonly method: string;
  readonly path: string;
}

interface Known {
  readonly template: string;
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

function patternOf(template: string): RegExp {
  const parts = template.split('/').map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}

function tableOf(routes: readonly Declared[]): Known[] {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  const table = [...byPath].map(([template, group]) => {
    const methods = new Set(group.map(({ method }) => method.toUpperCase()));
    if (methods.has('GET')) methods.add('HEAD');
    return { template, pattern: patternOf(template), methods };
  });
  // A path that is spelled out comes before one with a parameter in the same place.
  return table.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
}

/** Nothing reaches authentication that the API document does not know: 404 for a path, 405 for a method. */
export function knownOnly(routes: readonly Declared[]): RequestHandler {
  const table = tableOf(routes);
  return (request, response, next) => {
    const found = table.find(({ pattern }) => pattern.test(request.path));
    if (!found) throw new ProblemError('not-found', 'This path is not part of the API; see /docs.');
    response.locals['route'] = found.template;
    if (found.methods.has(request.method)) return next();
    const allowed = [...found.methods].join(', ');
    response.setHeader('Allow', allowed);
    throw new ProblemError('method-not-allowed', `This path takes ${allowed}.`);
  };
}
