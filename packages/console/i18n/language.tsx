// The language of the console: chosen by the reader, else the browser's; every text exists in both.

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'turnpike.language';

/** The texts of one feature in both languages, of one shape: a missing one fails the type check. */
export function texts<Text>(english: Text, chinese: NoInfer<Text>): Readonly<Record<Language, Text>> {
  return { en: english, zh: chinese };
}

interface Speaking {
  readonly language: Language;
  choose(language: Language): void;
}

const Context = createContext<Speaking>({ language: 'en', choose: () => undefined });

function preferred(): Language {
  const stored = localStorage.getItem(STORED);
  const known = LANGUAGES.find(language => language === stored);
  return known ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
}

/** Gives the language to everything inside. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const speaking = useMemo(
    () => ({
      language,
      choose(next: Language) {
        localStorage.setItem(STORED, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={speaking}>{children}</Context>;
}

/** The language in force, and the way to change it. */
export function useLanguage(): Speaking {
  return useContext(Context);
}

/** The texts of a feature in the language in force. */
export function useTexts<Text>(both: Readonly<Record<Language, Text>>): Text {
  return both[useLanguage().language];
}
