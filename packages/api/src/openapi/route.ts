import type { z } from 'zod';
import type { ProblemType } from '../rest/problem.ts';

/** One operation: what the gateway serves and what the document says are read from the same value. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/sessions/{id}`. */
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  /** Names of security schemes, any one of which will do. Empty: open to all. */
  readonly security: readonly string[];
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /** Problems that this operation answers, beside those that every operation may. */
  readonly problems: readonly ProblemType[];
}

export interface RouteResponse {
  readonly description: string;
  readonly body?: z.ZodType;
  /** application/json unless told; of text/event-stream, `body` is what each `data:` line holds. */
  readonly contentType?: string;
  /** Other forms of the same answer, by media type. */
  readonly alternatives?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: z.ZodObject;
}

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** Problems that any operation may answer. */
  readonly problems: readonly ProblemType[];
}
