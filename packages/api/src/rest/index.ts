export * from './access.ts';
export * from './fleet.ts';
export * from './hooks.ts';
export * from './live.ts';
export { openapi } from './openapi.ts';
export * from './problem.ts';
export { routes } from './routes/index.ts';
export * from './sessions.ts';
export * from './share.ts';
