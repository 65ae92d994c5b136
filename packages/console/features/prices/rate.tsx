// A price in few characters, its unit in the reader's words.

import { texts, useTexts } from '../../i18n/language.tsx';
import { inWords } from './figures.ts';

const UNITS = texts<Readonly<Record<string, string>>>(
  { characters: 'M characters' },
  { call: '次', image: '张', second: '秒', minute: '分钟', page: '页', search: '次搜索', characters: '百万字符' },
);

export function Rate({ figure }: { readonly figure: string }) {
  const units = useTexts(UNITS);
  return <span className="mono">{inWords(figure, units)}</span>;
}
