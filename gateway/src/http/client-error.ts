import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { rest } from '@switchboard/api';

const typeOf = (code: string | undefined): rest.ProblemType =>
  code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'invalid-request';

const detailOf = (code: string | undefined): string =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'The request took too long to arrive.' : 'This is not an HTTP request.';

/** What never became a request is answered in the same words as the rest. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const type = typeOf(error.code);
    const { status, title } = rest.problemTypes[type];
    const instance = randomUUID();
    const detail = type === 'headers-too-large' ? 'Send fewer or shorter headers.' : detailOf(error.code);
    const body = JSON.stringify({ type: rest.problemTypeUrl(type), title, status, detail, instance });
    const head = [
      `HTTP/1.1 ${status} ${title}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
