// The pages of the practice payment providers: what is to be paid, and buttons that pay it or not.

import type { Visit } from '../exchange.ts';
import { SANDBOX_HEADERS } from '../exchange.ts';

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${String(character.codePointAt(0) ?? 0)};`);

/** Shows a page with one form: hidden fields, and a button for each act. */
export function showPage(
  visit: Visit,
  page: {
    readonly title: string;
    readonly sum: string;
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly acts: readonly (readonly [value: string, label: string])[];
  },
): void {
  const fields = Object.entries(page.fields)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  const buttons = page.acts
    .map(([value, label]) => `<button name="act" value="${escape(value)}">${escape(label)}</button>`)
    .join(' ');
  const html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>${escape(page.title)}</title>
<main><h1>${escape(page.title)}</h1><p>${escape(page.sum)}</p><p>[sandbox] No money moves here.</p>
<form method="post" action="${escape(page.action)}">${fields}${buttons}</form></main></html>`;
  visit.response.writeHead(200, { ...SANDBOX_HEADERS, 'content-type': 'text/html; charset=utf-8' });
  visit.response.end(html);
}

export function sendElsewhere(visit: Visit, location: string): void {
  visit.response.writeHead(303, { ...SANDBOX_HEADERS, location, 'content-length': '0' });
  visit.response.end();
}

export function sendText(visit: Visit, status: number, text: string, type = 'text/html'): void {
  visit.response.writeHead(status, {
    ...SANDBOX_HEADERS,
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  visit.response.end(text);
}
