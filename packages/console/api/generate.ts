// Writes the types of the management API from its own description: `node packages/console/api/generate.ts`.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { OPERATIONS } from '../../gateway/api/manage/index.ts';
import { openApi } from '../../gateway/api/manage/openapi.ts';

const FILE = fileURLToPath(new URL('./schema.d.ts', import.meta.url));

/** The types as text. */
export async function schemaText(): Promise<string> {
  const document: unknown = JSON.parse(JSON.stringify(openApi(OPERATIONS, '0')));
  if (typeof document !== 'object' || document === null) throw new Error('the description is no object');
  const nodes = await openapiTS(document as Parameters<typeof openapiTS>[0], { defaultNonNullable: false });
  return `// The types of the management API, written by generate.ts from its description.\n\n${astToString(nodes)}`;
}

/** What the file holds now. */
export function writtenSchema(): string {
  return readFileSync(FILE, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await schemaText());
