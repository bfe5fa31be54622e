export { type OpenApiDocument, openApiDocument } from './document.ts';
export type { ApiDescription, Route, RouteResponse } from './route.ts';
