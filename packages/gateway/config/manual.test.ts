// The manual's page of settings is what the table of options says.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationPage } from '../../../docs/generate.ts';

it('docs/configuration.md is current (node docs/generate.ts writes it)', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(configurationPage());
});
