// Buttons that copy the code beside them, with the reader's own key in it.

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

/** The clipboard is only there on safe origins; elsewhere a selection does it. */
async function copyText(text: string): Promise<void> {
  if (isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
