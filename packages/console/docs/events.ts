// What a stream says while it comes: the texts of its events in any of the four protocols.

type Json = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});
const first = (value: unknown): Json => fields(Array.isArray(value) ? value[0] : undefined);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text that an event adds, or nothing. */
export function textOf(data: string): string {
  let event: Json;
  try {
    event = fields(JSON.parse(data));
  } catch {
    return '';
  }
  const delta = fields(first(event['choices'])['delta']);
  const chat = text(delta['reasoning_content']) + text(delta['content']);
  if (chat !== '') return chat;
  // Responses says the delta itself; Anthropic wraps it.
  if (text(event['type']).endsWith('delta')) {
    const inner = event['delta'];
    return text(inner) || text(fields(inner)['text']) || text(fields(inner)['thinking']);
  }
  const { parts } = fields(first(event['candidates'])['content']);
  return Array.isArray(parts) ? parts.map(part => text(fields(part)['text'])).join('') : '';
}

/** Cuts a stream into the data of its events as it comes. */
export function eventReader(told: (data: string) => void): (piece: string) => void {
  let rest = '';
  return piece => {
    rest += piece;
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) told(line.slice(5).trim());
  };
}
