// Writes the manual's page of settings from the one table of options: `node docs/generate.ts`.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OPTIONS, variableOf, type Option } from '../packages/gateway/config/options.ts';

const PREFACE = `# Configuration

Everything that can be declared stands in one file, \`turnpike.yaml\` (or the file that \`TURNPIKE_CONFIG\` or \`--config\` names); \`turnpike.example.yaml\` shows every section with comments, and \`turnpike check-config\` checks it: each mistake with its line and column, and what to write instead. The file is applied at every start; a second start with the same file changes nothing, and what a file no longer declares goes out of force.

Single values come from the environment too: \`TURNPIKE_LISTEN\` (or \`PORT\`), \`TURNPIKE_DATABASE\` (or \`DATABASE_URL\`), \`TURNPIKE_DATA\`, \`TURNPIKE_SECRET\` (the secret that seals provider keys; without it \`secret.key\` in the data folder is made), and the variables below. Flags (\`--listen\`, \`--database\`, \`--data\`, \`--set name=value\`) win over the environment, the environment over the file, the file over the defaults.

## Settings

Under \`settings:\` in the file.

| setting | default | variable | meaning |
|---|---|---|---|
`;

function defaultOf(option: Option): string {
  const value = String(option.default);
  if (value === '') return '(none)';
  return option.type === 'integer' ? `${value} ${option.unit}` : option.type === 'usd' ? `${value} USD` : value;
}

/** The page as Markdown. */
export function configurationPage(): string {
  const rows = Object.entries(OPTIONS).map(
    ([name, option]) => `| \`${name}\` | ${defaultOf(option)} | \`${variableOf(name)}\` | ${option.text} |`,
  );
  return `${PREFACE}${rows.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('./configuration.md', import.meta.url), configurationPage());
}
