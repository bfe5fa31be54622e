export * from './fleet.ts';
export * from './live.ts';
export * from './problem.ts';
export * from './routes.ts';
export * from './sessions.ts';
