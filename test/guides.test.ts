// The guides of the manual: both languages say the same things, and every address in them is the one a reader replaces.

import { describe, expect, it } from 'vitest';
import { blocksOf, filledIn, guideNames, guideText, LANGUAGES } from './guides/guide.ts';

const comparable = (text: string) =>
  blocksOf(text).map(({ language, use, file, text: code }) => ({
    language,
    use,
    file,
    // Comments and what is said to a model may be in the reader's language.
    code: code.replaceAll(/(?<=^|\s)(?:#|\/\/) .*$/gm, '').trimEnd(),
  }));

describe('the guides', () => {
  it('stand in both languages', () => {
    expect(guideNames('zh')).toEqual(guideNames('en'));
    expect(guideNames('en').length).toBeGreaterThanOrEqual(30);
  });

  it.each(guideNames('en'))('%s has the same steps in both languages', name => {
    expect(comparable(guideText('zh', name))).toEqual(comparable(guideText('en', name)));
  });

  it.each(guideNames('en').flatMap(name => LANGUAGES.map(language => [language, name] as const)))(
    '%s/%s has a title of its own, is of its language, and names no address but the reader’s',
    (language, name) => {
      const text = guideText(language, name);
      expect(text).toMatch(/^---\ntitle: \S/);
      // What readers type to find a program is in either language.
      const prose = text.replace(/^words: .*$/m, '');
      expect(/[\u4e00-\u9fff]/.test(prose)).toBe(language === 'zh');
      const filled = filledIn(text, 'https://gateway.example', 'sk-mine');
      expect(filled).not.toMatch(/127\.0\.0\.1|localhost|sk-your-key/);
    },
  );

  it('lead to pages that are there', () => {
    for (const language of LANGUAGES) {
      const names = new Set(guideNames(language));
      for (const name of names) {
        for (const [, target = ''] of guideText(language, name).matchAll(/\]\(([\w-]+)\.(?:en|zh)\.md\)/g)) {
          expect(names, `${language}/${name}`).toContain(target);
        }
      }
    }
  });
});
