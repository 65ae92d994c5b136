// Buttons that copy the code beside them, with the reader's own key in it.

import { copyText } from '../ui/clipboard.ts';
import { all } from './elements.ts';
import { words } from './words.ts';

const SAID_MS = 1_500;

/** Makes the buttons work, and shows them. */
export function copyButtons(): void {
  for (const button of all(document, 'button.copy', HTMLButtonElement)) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.parentElement?.querySelector('code')?.textContent ?? '';
  await copyText(text);
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = words.copy), SAID_MS);
}
