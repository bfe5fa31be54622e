import type { ApiDescription, Route } from '../openapi/index.ts';
import { problemTypes, problemTypeUrl } from '../rest/problem.ts';
import { cell, code, GENERATED, table } from './markdown.ts';

/** docs/reference/http-api.md: the operations at a glance; the whole is in openapi.json. */
export function httpPage(api: ApiDescription, routes: readonly Route[]): string {
  const parts = [
    GENERATED,
    `# ${api.title}`,
    api.description,
    'The whole contract, with every field, is in [openapi.json](openapi.json); a running gateway serves it too.',
    ...api.tags.flatMap(({ name, description }) => operationsOf(routes, name, description)),
    '## Problems',
    'Errors are `application/problem+json` (RFC 9457). `type` is stable: switch on it, not on the words.',
    problemsTable(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function operationsOf(routes: readonly Route[], tag: string, description: string): string[] {
  const rows = routes
    .filter((route) => route.tags.includes(tag))
    .map((route) => [
      code(`${route.method.toUpperCase()} ${route.path}`),
      cell(route.summary),
      Object.keys(route.responses).join(', '),
      route.security.length > 0 ? route.security.map(code).join(' or ') : 'none',
    ]);
  return rows.length === 0
    ? []
    : [`## ${tag}`, description, table(['Operation', 'What it does', 'Answers', 'Needs'], rows)];
}

function problemsTable(): string {
  const rows = Object.entries(problemTypes).map(([name, { status, title }]) => [
    code(problemTypeUrl(name as keyof typeof problemTypes)),
    String(status),
    cell(title),
  ]);
  return table(['Type', 'Status', 'Meaning'], rows);
}
