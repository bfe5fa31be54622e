import { type OpenApiDocument, openApiDocument } from '../openapi/index.ts';
import { description, routes } from './routes/index.ts';

export const openapi = (): OpenApiDocument => openApiDocument(description, routes);
