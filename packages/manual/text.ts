// What is said in both languages of the manual, so that neither can be forgotten.

/** The languages of the manual, the first for readers whose browser asks for neither. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language. Markdown, unless it is said otherwise. */
export type Text = Readonly<Record<Language, string>>;

/** A text in English and Chinese. */
export function t(en: string, zh: string): Text {
  return { en, zh };
}

/** Whether a word names a language of the manual. */
export function isLanguage(word: string | undefined): word is Language {
  return LANGUAGES.some(language => language === word);
}
