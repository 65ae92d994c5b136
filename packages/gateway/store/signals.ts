// Signals between nodes: words about purses that a transaction tells every node when it commits.

/** A node wants of a purse what others have of it, or gave back what was wanted. */
export interface PurseSignal {
  readonly about: 'wanted' | 'returned';
  readonly node: string;
  readonly purse: string;
}

/** Writes a signal as a text. */
export function writeSignal({ about, node, purse }: PurseSignal): string {
  return JSON.stringify([about, node, purse]);
}

/** Reads what `writeSignal` wrote; undefined for anything else. */
export function readSignal(text: string): PurseSignal | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    const [about, node, purse]: unknown[] = Array.isArray(parts) ? parts : [];
    const word = about === 'wanted' || about === 'returned' ? about : undefined;
    if (word === undefined || typeof node !== 'string' || typeof purse !== 'string') return undefined;
    return { about: word, node, purse };
  } catch {
    return undefined;
  }
}
