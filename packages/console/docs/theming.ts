// The button that turns the pages dark and light again.

import { applyTheme } from '../shell/theme.ts';

/** Shows the button and makes it work. */
export function themeButton(): void {
  const button = document.querySelector('button.theme');
  if (!(button instanceof HTMLButtonElement)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    applyTheme(document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark');
  });
}
