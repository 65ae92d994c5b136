// Looks words of others up in our tables: a word such as `constructor` is in no table, though every object has it.

/** What a table says of a word, where it says anything. */
export function entryOf<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
