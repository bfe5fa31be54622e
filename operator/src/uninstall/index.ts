export type { Place } from './place.ts';
export { uninstall } from './uninstall.ts';
