// Writes the manual's page of settings from the one table of options, in both languages: `node docs/generate.ts`.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OPTIONS, variableOf, type Option } from '../packages/gateway/config/options.ts';
import { CHINESE } from './settings.zh.ts';

/** The languages of the manual. */
export const LANGUAGES = ['en', 'zh'] as const;
type Language = (typeof LANGUAGES)[number];

const PREFACE: Readonly<Record<Language, string>> = {
  en: `---
title: Configuration
summary: Every setting with its default, its environment variable and what it means.
order: 12
words: settings options environment variables turnpike.yaml
---

Everything that can be declared stands in one file, \`turnpike.yaml\` (or the file that \`TURNPIKE_CONFIG\` or \`--config\` names); \`turnpike.example.yaml\` shows every section with comments, and \`turnpike check-config\` checks it: each mistake with its line and column, and what to write instead. The file is applied at every start; a second start with the same file changes nothing, and what a file no longer declares goes out of force.

Single values come from the environment too: \`TURNPIKE_LISTEN\` (or \`PORT\`), \`TURNPIKE_DATABASE\` (or \`DATABASE_URL\`), \`TURNPIKE_DATA\`, \`TURNPIKE_SECRET\` (the secret that seals provider keys; without it \`secret.key\` in the data folder is made), and the variables below. Flags (\`--listen\`, \`--database\`, \`--data\`, \`--set name=value\`) win over the environment, the environment over the file, the file over the defaults.

## Settings

Under \`settings:\` in the file.

| setting | default | variable | meaning |
|---|---|---|---|
`,
  zh: `---
title: 配置
summary: 每个设置的默认值、环境变量与含义。
order: 12
words: 设置 选项 环境变量 turnpike.yaml
---

一切可声明的内容都写在一个文件里：\`turnpike.yaml\`（或 \`TURNPIKE_CONFIG\`、\`--config\` 指定的文件）。\`turnpike.example.yaml\` 带注释展示每一节，\`turnpike check-config\` 检查它：每个错误在哪行哪列、该怎么写。文件在每次启动时应用；同一文件再次启动什么都不变，文件不再声明的就失效。

单个值也可来自环境：\`TURNPIKE_LISTEN\`（或 \`PORT\`）、\`TURNPIKE_DATABASE\`（或 \`DATABASE_URL\`）、\`TURNPIKE_DATA\`、\`TURNPIKE_SECRET\`（加密上游密钥的主密钥；没有则在数据目录生成 \`secret.key\`），以及下表的变量。命令行参数（\`--listen\`、\`--database\`、\`--data\`、\`--set 名字=值\`）优先于环境，环境优先于文件，文件优先于默认值。

## 设置

写在文件的 \`settings:\` 下。

| 设置 | 默认值 | 环境变量 | 含义 |
|---|---|---|---|
`,
};

const NONE: Readonly<Record<Language, string>> = { en: '(none)', zh: '（无）' };
const UNITS: Readonly<Record<string, string>> = {
  times: '倍',
  notices: '条',
  bytes: '字节',
  seconds: '秒',
  milliseconds: '毫秒',
  minutes: '分钟',
  hours: '小时',
  days: '天',
  percent: '%',
  tokens: 'token',
  attempts: '次',
  failures: '次',
};

function defaultOf(option: Option, language: Language): string {
  const value = String(option.default);
  if (value === '') return NONE[language];
  if (option.type === 'integer')
    return `${value} ${language === 'zh' ? (UNITS[option.unit] ?? option.unit) : option.unit}`;
  return option.type === 'usd' ? `${value} USD` : value;
}

/** The rules that the English text of `retry` ends with: they are the code's own. */
const defaultRules = /: (`connect=[^`]*`)/.exec(OPTIONS.retry.text)?.[1] ?? '';

/** A setting that has no sentence here fails the build. */
const SENTENCES: Readonly<Record<keyof typeof OPTIONS, string>> = {
  ...CHINESE,
  retry: `${CHINESE.retry}自己不写时为：${defaultRules}。`,
};

/** The page of a language as Markdown. */
export function configurationPage(language: Language): string {
  const chinese = new Map<string, string>(Object.entries(SENTENCES));
  const rows = Object.entries(OPTIONS).map(([name, option]) => {
    const text = language === 'en' ? option.text : chinese.get(name);
    return `| \`${name}\` | ${defaultOf(option, language)} | \`${variableOf(name)}\` | ${text ?? ''} |`;
  });
  return `${PREFACE[language]}${rows.join('\n')}\n`;
}

/** Where the page of a language stands. */
export const configurationFile = (language: Language): URL =>
  new URL(`./operate/configuration.${language}.md`, import.meta.url);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const language of LANGUAGES) writeFileSync(configurationFile(language), configurationPage(language));
}
