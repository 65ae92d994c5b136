// The management API in Chinese: its operations by id, its fields by name.

const OPERATIONS: Readonly<Record<string, string>> = {};

const FIELDS: Readonly<Record<string, string>> = {};

/** What an operation does; undefined where nobody wrote it yet, which a test refuses. */
export function managementChinese(id: string): string | undefined {
  return OPERATIONS[id];
}

/** What a field means, by its name. */
export function fieldChinese(name: string): string | undefined {
  return FIELDS[name];
}
