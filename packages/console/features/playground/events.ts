// Server-sent events of an answer, each as soon as it is whole.

/** The data of each event, in order. A stream that is cut inside an event gives what was whole. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    yield* dataOf(done ? [...lines, rest] : lines);
    if (done) return;
  }
}

/** Every event of the APIs spoken here has its data on one line. */
function* dataOf(lines: readonly string[]): Generator<string> {
  for (const line of lines) {
    if (!line.startsWith('data:')) continue;
    const data = line.slice(5).trim();
    if (data !== '' && data !== '[DONE]') yield data;
  }
}

/** The value of an event, or undefined when it is no JSON. */
export function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
