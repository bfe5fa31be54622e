import { createHash } from 'node:crypto';
import { rest } from '@switchboard/api';
import { Router } from 'express';

type Operation = { summary?: string; tags?: readonly string[]; responses?: Record<string, { description?: string }> };

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'code{font:14px ui-monospace,monospace}h3{margin:1.5rem 0 .25rem}dt{float:left;width:4rem}dd{margin:0 0 0 4rem}';

function operationHtml(path: string, method: string, { summary = '', responses = {} }: Operation): string {
  const answers = Object.entries(responses).map(
    ([code, { description = '' }]) => `<dt>${code}</dt><dd>${escapeHtml(description)}</dd>`,
  );
  return `<h3><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3><p>${escapeHtml(summary)}.</p><dl>${answers.join('')}</dl>`;
}

/** The readable page is made from the same document, without a script, so that the content policy stays strict. */
function page(document: ReturnType<typeof rest.openapi>): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
  const sections = [...Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'Other')].map(
    ([tag, group]) =>
      `<h2>${escapeHtml(tag)}</h2>${group.map(({ path, method, operation }) => operationHtml(path, method, operation)).join('')}`,
  );
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>Switchboard API</title><style>${style}</style><h1>Switchboard API</h1>` +
    `<p>Send <code>Authorization: Bearer sb_…</code>. Errors are problem documents (RFC 9457). ` +
    `The whole description, with every field: <a href="/openapi.json">/openapi.json</a>.</p>${sections.join('')}</html>`
  );
}

export function referenceRoutes(): Router {
  const document = rest.openapi();
  const json = JSON.stringify(document);
  const html = page(document);
  const styleHash = createHash('sha256').update(style).digest('base64');
  const router = Router();
  router.get('/openapi.json', (_request, response) => void response.type('application/json').send(json));
  router.get('/docs', (_request, response) => {
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'`,
    );
    response.type('html').send(html);
  });
  return router;
}
