// The manual's pages of settings are what the table of options says.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationFile, configurationPage, LANGUAGES } from '../../../docs/generate.ts';

it.each(LANGUAGES)('the page of settings is current in %s (node docs/generate.ts writes it)', language => {
  expect(readFileSync(configurationFile(language), 'utf8')).toBe(configurationPage(language));
});
