// Search while the reader types: a list below the field, moved through by the arrow keys.

import { element } from './elements.ts';
import { language, words } from './words.ts';

interface Found {
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly section: string;
}

const PAUSE_MS = 120;

/** Makes the field a list of suggestions; without them the form leads to the page of results. */
export function searchAsTyped(): void {
  const form = document.querySelector('form.search');
  const input = form?.querySelector('input');
  if (!(form instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) return;
  const list = element('ul', { id: 'suggestions', role: 'listbox', 'aria-label': words.pages, class: 'suggestions' });
  list.hidden = true;
  form.append(list);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-controls', 'suggestions');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-autocomplete', 'list');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let active = -1;

  const show = (pages: readonly Found[]): void => {
    active = -1;
    list.replaceChildren(
      ...pages.map(({ path, title, summary, section }, index) => {
        const link = element('a', { href: `/docs/${language}/${path}`, tabindex: '-1' }, element('b', {}, title));
        link.append(element('span', {}, `${section} · ${summary}`));
        return element('li', { role: 'option', id: `suggestion-${index}`, 'aria-selected': 'false' }, link);
      }),
    );
    list.hidden = pages.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    input.removeAttribute('aria-activedescendant');
  };
  const ask = async (): Promise<void> => {
    const query = input.value.trim();
    if (query === '') {
      show([]);
      return;
    }
    const response = await fetch(`/docs/${language}/search?format=json&q=${encodeURIComponent(query)}`);
    const { pages }: { pages: readonly Found[] } = await response.json();
    if (input.value.trim() === query) show(pages);
  };
  const move = (by: number): void => {
    const options = [...list.children];
    if (options.length === 0) return;
    active = (active + by + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    input.setAttribute('aria-activedescendant', `suggestion-${active}`);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  });
  input.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') show([]);
    else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      list.children[active]?.querySelector('a')?.click();
    }
  });
  document.addEventListener('click', event => {
    if (event.target instanceof Node && !form.contains(event.target)) show([]);
  });
  document.addEventListener('keydown', event => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (event.key === '/' && !typing) {
      event.preventDefault();
      input.focus();
    }
  });
}
