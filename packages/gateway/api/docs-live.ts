// What the manual's pages tell of this very gateway while it runs: its groups.

import { mayPick, multiplierFor } from '../identity/groups.ts';
import { formatMultiplier } from '../ledger/money.ts';
import type { World } from '../world.ts';

const HEADS = {
  en: '| group | multiplier | what it is | models |',
  zh: '| 分组 | 倍率 | 说明 | 模型数 |',
} as const;

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** The groups that an account without a special group may choose, as a Markdown table. */
export function groupTable(world: World, language: keyof typeof HEADS): string {
  const rows = [...world.groups.values()]
    .filter(group => mayPick(world, 'default', group.name))
    .map(group => {
      const multiplier = formatMultiplier(multiplierFor(world, 'default', group.name));
      return `| \`${cell(group.name)}\` | ${multiplier} | ${cell(group.description)} | ${world.modelsOf(group.name).length} |`;
    });
  return `${HEADS[language]}\n|---|---|---|---|\n${rows.join('\n')}`;
}
