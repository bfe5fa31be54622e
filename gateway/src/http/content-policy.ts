import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Strict headers. A page here talks to this gateway, to LiveKit and to where people sign in, and loads nothing from elsewhere. */
export function contentPolicy(livekitUrl: string, alsoConnect: readonly string[] = []): RequestHandler {
  const secure = livekitUrl.startsWith('wss://');
  const livekit = new URL(livekitUrl);
  const sources = [`${secure ? 'wss' : 'ws'}://${livekit.host}`, `${secure ? 'https' : 'http'}://${livekit.host}`];
  const own = ["'self'"];
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: own,
        scriptSrc: own,
        styleSrc: own,
        fontSrc: own,
        imgSrc: [...own, 'data:'],
        mediaSrc: [...own, 'blob:'],
        workerSrc: [...own, 'blob:'],
        connectSrc: [...own, ...sources, ...alsoConnect],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: own,
        frameAncestors: ["'none'"],
        // Where LiveKit is reached without TLS, upgrading would cut the page off from it.
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'no-referrer' },
  });
  return (request, response, next) => {
    response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=()');
    headers(request, response, next);
  };
}
