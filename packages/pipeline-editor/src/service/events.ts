/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * Reads a stream of server-sent events.
 *
 * Source: HTML Living Standard, "Server-sent events", the parts the service uses (`event` and `data`).
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>
): AsyncGenerator<ServerEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let held = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      held += decoder.decode(value, { stream: !done });
      const blocks = held.split(/\r?\n\r?\n/);
      held = blocks.pop() ?? '';
      for (const block of done ? [...blocks, held] : blocks) {
        const event = parseEvent(block);
        if (event !== undefined) {
          yield event;
        }
      }
      if (done) {
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseEvent(block: string): ServerEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const colon = line.includes(':') ? line.indexOf(':') : line.length;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      event = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}
