// The few words that the script itself says, in the language of the page.

const WORDS = {
  en: { copy: 'Copy', copied: 'Copied', pages: 'Pages found' },
  zh: { copy: '复制', copied: '已复制', pages: '找到的页面' },
} as const;

/** The language of the page. */
export const language = document.body.dataset['language'] === 'zh' ? 'zh' : 'en';

/** The words in it. */
export const words = WORDS[language];
