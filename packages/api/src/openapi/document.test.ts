import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './document.ts';
import type { ApiDescription, Route } from './route.ts';

const api: ApiDescription = {
  title: 'Test',
  version: '1.0.0',
  description: 'A test.',
  tags: [{ name: 'things', description: 'Things.' }],
  securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
  problems: ['unauthenticated', 'internal'],
};
const thing = z
  .object({ name: z.string().describe('Name.'), size: z.int().meta({ k8s: { format: 'int32' } }) })
  .meta({ id: 'Thing' });
const route: Route = {
  method: 'get',
  path: '/v1/things/{id}',
  operationId: 'getThing',
  summary: 'Reads a thing.',
  tags: ['things'],
  security: ['key'],
  parameters: z.object({ id: z.string().describe('Id.') }),
  query: z.object({ limit: z.coerce.number().int().min(1).default(5).describe('How many.') }),
  responses: { 200: { description: 'The thing.', body: thing } },
  problems: ['not-found'],
};

test('a schema with an id becomes a component and a reference', () => {
  const document = openApiDocument(api, [route]);
  const operation = document.paths['/v1/things/{id}']?.['get'] as { responses: Record<string, object> };
  expect(operation.responses['200']).toEqual({
    description: 'The thing.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
  });
  expect(document.components['schemas']).toMatchObject({
    Thing: {
      type: 'object',
      properties: { name: { type: 'string', description: 'Name.' }, size: { type: 'integer' } },
    },
  });
});

test('what only a CRD understands is not in the document', () => {
  expect(JSON.stringify(openApiDocument(api, [route]))).not.toContain('k8s');
});

test('path parameters are required, query parameters with a default are not', () => {
  const document = openApiDocument(api, [route]);
  expect(document.paths['/v1/things/{id}']?.['get']?.['parameters']).toEqual([
    { name: 'id', in: 'path', required: true, description: 'Id.', schema: { type: 'string' } },
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'How many.',
      schema: { type: 'integer', minimum: 1, default: 5 },
    },
  ]);
});

test('problems are answered as problem+json, the common ones on every operation', () => {
  const responses = openApiDocument(api, [route]).paths['/v1/things/{id}']?.['get']?.['responses'] as object;
  expect(Object.keys(responses)).toEqual(['200', '401', '404', '500']);
  expect(responses).toMatchObject({
    404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  });
});

test('a path parameter that is not declared is refused', () => {
  expect(() => openApiDocument(api, [{ ...route, path: '/v1/things/{other}' }])).toThrow(
    'getThing: the path names {other}, the parameters are {id}',
  );
});

test('two schemas of one id are refused', () => {
  const impostor = z.object({ other: z.string() }).meta({ id: 'Thing' });
  const second: Route = { ...route, path: '/v1/others/{id}', responses: { 200: { description: '', body: impostor } } };
  expect(() => openApiDocument(api, [route, second])).toThrow('two schemas have the id Thing');
});

test('one operation cannot be declared twice', () => {
  expect(() => openApiDocument(api, [route, route])).toThrow('get /v1/things/{id} is declared twice');
});
