// Light or dark: as the reader chose, else as the system says.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'turnpike.theme';
const DARK = '(prefers-color-scheme: dark)';

/** What the reader chose. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.find(theme => theme === stored) ?? 'system';
}

function show(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

let current: Theme = 'system';
matchMedia(DARK).addEventListener('change', () => show(current));

/** Puts a theme in force. */
export function applyTheme(theme: Theme): void {
  current = theme;
  localStorage.setItem(STORED, theme);
  show(theme);
}
