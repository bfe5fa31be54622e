const MAX_LINE = 256 * 1024;

/** The `data:` payloads of a server-sent event stream. A line longer than 256 KiB ends it. */
export async function* sseData(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    rest += decoder.decode(chunk, { stream: true });
    let end = rest.indexOf('\n');
    while (end >= 0) {
      const line = rest.slice(0, end).replace(/\r$/, '');
      rest = rest.slice(end + 1);
      if (line.startsWith('data:')) yield line.slice(5).trimStart();
      end = rest.indexOf('\n');
    }
    if (rest.length > MAX_LINE) throw new RangeError('a server-sent event is too long');
  }
  if (rest.startsWith('data:')) yield rest.slice(5).trim();
}
