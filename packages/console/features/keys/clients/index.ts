// Clients with what to paste into each: files, commands and links, filled with the address and the key.

import { agents } from './agents.ts';
import { apps } from './apps.ts';
import { programs } from './programs.ts';
import type { Filled, Recipe } from './recipe.ts';

/** The recipes in the order in which they are offered. */
export function recipes(filled: Filled): readonly Recipe[] {
  return [...agents(filled), ...apps(filled), ...programs(filled)];
}
