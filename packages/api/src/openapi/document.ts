import type { z } from 'zod';
import { type ProblemType, problem, problemTypes, problemTypeUrl } from '../rest/problem.ts';
import { Components, type JsonSchemaObject } from './components.ts';
import type { ApiDescription, Route, RouteResponse } from './route.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: JsonSchemaObject;
  readonly tags: readonly JsonSchemaObject[];
  readonly paths: Record<string, Record<string, JsonSchemaObject>>;
  readonly components: JsonSchemaObject;
}

export function openApiDocument(api: ApiDescription, routes: readonly Route[]): OpenApiDocument {
  const components = new Components();
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    if (path[route.method] !== undefined) throw new Error(`${route.method} ${route.path} is declared twice`);
    paths[route.path] = { ...path, [route.method]: operation(route, api, components) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: api.version,
      description: api.description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...api.tags],
    paths,
    components: { schemas: components.schemas(), securitySchemes: api.securitySchemes },
  };
}

function operation(route: Route, api: ApiDescription, components: Components): JsonSchemaObject {
  const parameters = [
    ...parametersOf('path', route.parameters, components),
    ...parametersOf('query', route.query, components),
    ...parametersOf('header', route.headers, components),
  ];
  checkPathParameters(route, parameters);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [...route.tags],
    security: route.security.map((scheme) => ({ [scheme]: [] })),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: !route.bodyOptional,
        content: { 'application/json': { schema: components.schemaOf(route.body) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.responses).map(([status, response]) => [status, responseOf(response, components)]),
      ),
      ...problemResponses([...route.problems, ...api.problems], components),
    },
  };
}

function parametersOf(place: string, schema: z.ZodObject | undefined, components: Components): JsonSchemaObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = components.schemaOf(schema) as {
    properties?: Record<string, JsonSchemaObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function checkPathParameters(route: Route, parameters: readonly JsonSchemaObject[]): void {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const declared = parameters.filter((one) => one['in'] === 'path').map((one) => one['name']);
  if (inPath.join() !== declared.sort().join()) {
    throw new Error(`${route.operationId}: the path names {${inPath}}, the parameters are {${declared}}`);
  }
}

function responseOf(response: RouteResponse, components: Components): JsonSchemaObject {
  const headers = parametersOf('header', response.headers, components).map(
    ({ name, in: _in, required: _required, ...header }) => [name, header],
  );
  return {
    description: response.description,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(response.body && {
      content: Object.fromEntries(
        Object.entries({ [response.contentType ?? 'application/json']: response.body, ...response.alternatives }).map(
          ([type, schema]) => [type, { schema: components.schemaOf(schema) }],
        ),
      ),
    }),
  };
}

function problemResponses(types: readonly ProblemType[], components: Components): JsonSchemaObject {
  const byStatus = Map.groupBy(new Set(types), (type) => problemTypes[type].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((type) => `${problemTypes[type].title} (${problemTypeUrl(type)}).`).join(' '),
        content: { 'application/problem+json': { schema: components.schemaOf(problem) } },
      },
    ]),
  );
}
