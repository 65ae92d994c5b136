// A JSON body, edited as text and by a form for its main fields; a file that is dropped takes a picture's place.

import { DroppedFiles } from './dropped-files.ts';
import { element } from './elements.ts';
import { modelled } from './requests.ts';
import { filledValue, type FormField, type Trial, type Values } from './trial.ts';
import { words } from './words.ts';

type Json = Record<string, unknown>;
type Input = HTMLInputElement | HTMLSelectElement;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** The edited request. */
export interface Editor {
  readonly element: HTMLElement;
  /** What the reader has written: marks that it still has are looked for here. */
  text(): string;
  /** The body to send, its marks filled in. @throws SyntaxError when the JSON is none */
  body(prefix: string, values: Values): Promise<BodyInit | undefined>;
}

/** The editor of a trial with a JSON body. */
export function jsonEditor(trial: Trial, serial: string): Editor {
  const area = element('textarea', { id: `${serial}-json`, spellcheck: 'false', 'aria-label': words.body });
  const write = (value: unknown): void => {
    area.value = JSON.stringify(value, null, 2);
    area.rows = Math.min(24, area.value.split('\n').length + 1);
  };
  write(trial.json);
  const inputs = trial.fields.map(field => {
    const input = inputOf(field, `${serial}-${field.name}`);
    input.addEventListener('change', () => {
      // While the JSON is broken the form changes nothing in it.
      const now = parsed(area.value);
      if (!isJson(now)) return;
      const value = valueOf(input, field);
      if (value === undefined) delete now[field.name];
      else now[field.name] = value;
      write(now);
    });
    return { field, input };
  });
  const show = (): void => {
    const now = parsed(area.value);
    if (now === undefined) return;
    for (const { field, input } of inputs) showIn(input, isJson(now) ? now[field.name] : undefined);
  };
  show();
  area.addEventListener('change', show);
  const dropped = new DroppedFiles();
  const note = element('p', { class: 'soft', role: 'status' }, dropped.hasPlace(trial.json) ? words.dropJson : '');
  takeDrops(area, file => {
    const now = parsed(area.value);
    const taken = now === undefined ? undefined : dropped.take(now, file);
    note.textContent = taken === undefined ? words.noPlace : `${file.name}, ${file.size} B`;
    if (taken !== undefined) write(taken);
  });
  return {
    element: element('div', { class: 'editor' }, area, note, formOf(inputs, trial)),
    text: () => area.value,
    body: async (prefix, values) => {
      const value = filledValue(JSON.parse(area.value), values);
      return JSON.stringify(await dropped.filled(modelled(value, prefix)));
    },
  };
}

function takeDrops(area: HTMLTextAreaElement, take: (file: File) => void): void {
  area.addEventListener('dragover', event => event.preventDefault());
  area.addEventListener('drop', event => {
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    take(file);
  });
}

/** Inputs for the fields that the sample has, the others folded away. */
function formOf(inputs: readonly { readonly field: FormField; readonly input: Input }[], trial: Trial): HTMLElement {
  const used = inputs.filter(({ field }) => isJson(trial.json) && field.name in trial.json);
  const others = inputs.filter(one => !used.includes(one));
  const row = ({ field, input }: (typeof inputs)[number]): HTMLElement =>
    element('label', { class: 'row' }, element('span', {}, field.name), input);
  const more = element('details', {}, element('summary', {}, `+ ${others.length} ${words.more}`), ...others.map(row));
  return element('div', { class: 'fields' }, ...used.map(row), ...(others.length > 0 ? [more] : []));
}

function showIn(input: Input, value: unknown): void {
  if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = value === true;
  else input.value = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function inputOf(field: FormField, id: string): Input {
  if (field.kind === 'choice')
    return element(
      'select',
      { id },
      element('option', { value: '' }, ''),
      ...(field.choices ?? []).map(choice => element('option', { value: choice }, choice)),
    );
  if (field.kind === 'boolean') return element('input', { id, type: 'checkbox' });
  const type = field.kind === 'string' ? 'text' : 'number';
  return element('input', { id, type, ...(field.kind === 'number' ? { step: 'any' } : {}) });
}

/** What a form's field says; undefined when it says nothing. */
function valueOf(input: Input, { kind }: FormField): unknown {
  if (input instanceof HTMLInputElement && input.type === 'checkbox') return input.checked;
  if (input.value === '') return undefined;
  return kind === 'integer' || kind === 'number' ? Number(input.value) : input.value;
}
