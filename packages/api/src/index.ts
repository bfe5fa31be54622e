export * as bus from './bus/index.ts';
export * from './marks.ts';
export * from './names.ts';
export * from './openapi/index.ts';
export * from './reasons.ts';
export * from './resources/index.ts';
export * as rest from './rest/index.ts';
