import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import express, { Router } from 'express';

/** Paths that the console's own router takes over from its one page. */
const PAGES = ['/', '/console', '/console/*rest', '/agent/:name', '/talk', '/talk/*rest'];

/** The console and the Talk page: hashed files that never change, and one page that is asked for anew each time. */
export function pageRoutes(directory: string): Router {
  const root = resolve(directory);
  const router = Router();
  const index = join(root, 'index.html');
  if (!existsSync(index)) return router;
  router.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '365d', fallthrough: true }));
  router.use(express.static(root, { index: false, maxAge: 0, dotfiles: 'ignore' }));
  router.get(PAGES, (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(index);
  });
  return router;
}
