// Holds the console's types to the management API as it is.

import { expect, it } from 'vitest';
import { schemaText, writtenSchema } from './generate.ts';

it('has the types of every operation: node packages/console/api/generate.ts writes them', async () => {
  expect(writtenSchema()).toBe(await schemaText());
});
