import { post, readText } from '../speech/index.ts';
import type { Send } from './tools.ts';

const MAX_BYTES = 64 * 1024;

export const sendTool: Send = async (tool, body, signal) => {
  const response = await post({
    url: tool.url,
    signal,
    headers: { 'content-type': 'application/json', ...(tool.authorization && { authorization: tool.authorization }) },
    body,
  });
  return readText(response, { stallMs: tool.timeoutMs, maxBytes: MAX_BYTES });
};
