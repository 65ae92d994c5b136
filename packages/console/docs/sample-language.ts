// The language of samples: what was chosen once is chosen on every page.

import { all } from './elements.ts';

const STORED = 'turnpike.sample-language';

/** Chooses the remembered language, and remembers another. */
export function rememberLanguage(): void {
  choose(localStorage.getItem(STORED) ?? '');
  for (const input of all(document, '.languages input', HTMLInputElement)) {
    input.addEventListener('change', () => {
      localStorage.setItem(STORED, input.value);
      choose(input.value);
    });
  }
}

/** Samples that are not written in the language keep theirs. */
function choose(language: string): void {
  for (const input of all(document, '.languages input', HTMLInputElement))
    if (input.value === language) input.checked = true;
}
