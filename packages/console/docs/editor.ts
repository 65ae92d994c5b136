// The request of a panel, edited: as JSON, by a form for its main fields, and with files by drop.

import { all, element } from './elements.ts';
import type { FormField, Part, Trial } from './trial.ts';
import { words } from './words.ts';

/** The edited request. */
export interface Editor {
  readonly element: HTMLElement;
  /** The body to send. @throws SyntaxError when the JSON is none */
  body(prefix: string): Promise<BodyInit | undefined>;
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The editor of a trial's body. */
export function editorOf(trial: Trial, serial: string): Editor {
  if (trial.json !== undefined) return jsonEditor(trial, serial);
  if (trial.form !== undefined) return partsEditor(trial.form, serial);
  if (trial.bytes !== undefined) return partsEditor([{ name: 'body', file: trial.bytes }], serial, true);
  return { element: element('div'), body: () => Promise.resolve(undefined) };
}

function jsonEditor(trial: Trial, serial: string): Editor {
  const area = element('textarea', { id: `${serial}-json`, spellcheck: 'false', 'aria-label': words.body });
  const write = (value: unknown): void => {
    area.value = JSON.stringify(value, null, 2);
    area.rows = Math.min(24, area.value.split('\n').length + 1);
  };
  write(trial.json);
  const inputs = trial.fields.map(field => {
    const input = inputOf(field, `${serial}-${field.name}`);
    const read = (): void => {
      try {
        const now: unknown = JSON.parse(area.value);
        if (!isJson(now)) return;
        const value = valueOf(input, field);
        if (value === undefined) delete now[field.name];
        else now[field.name] = value;
        write(now);
      } catch {
        // While the JSON is broken the form changes nothing in it.
      }
    };
    input.addEventListener('change', read);
    return { field, input };
  });
  const show = (): void => {
    let now: unknown;
    try {
      now = JSON.parse(area.value);
    } catch {
      return;
    }
    for (const { field, input } of inputs) {
      const value = isJson(now) ? now[field.name] : undefined;
      if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = value === true;
      else input.value = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    }
  };
  show();
  area.addEventListener('change', show);
  const used = inputs.filter(({ field }) => isJson(trial.json) && field.name in trial.json);
  const others = inputs.filter(one => !used.includes(one));
  const row = ({ field, input }: (typeof inputs)[number]): HTMLElement =>
    element('label', { class: 'row' }, element('span', {}, field.name), input);
  const more = element('details', {}, element('summary', {}, `+ ${others.length}`), ...others.map(row));
  const form = element('div', { class: 'fields' }, ...used.map(row), ...(others.length > 0 ? [more] : []));
  return {
    element: element('div', { class: 'editor' }, area, form),
    body: prefix => {
      const value: unknown = JSON.parse(area.value);
      if (prefix !== '' && isJson(value) && typeof value['model'] === 'string' && !value['model'].startsWith(prefix))
        value['model'] = prefix + value['model'];
      return Promise.resolve(JSON.stringify(value));
    },
  };
}

function inputOf(field: FormField, id: string): HTMLInputElement | HTMLSelectElement {
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
function valueOf(input: HTMLInputElement | HTMLSelectElement, { kind }: FormField): unknown {
  if (input instanceof HTMLInputElement && input.type === 'checkbox') return input.checked;
  if (input.value === '') return undefined;
  return kind === 'integer' || kind === 'number' ? Number(input.value) : input.value;
}

function partsEditor(parts: readonly Part[], serial: string, single = false): Editor {
  const chosen = new Map<Part, File>();
  const rows = parts.map((part, index) => {
    const id = `${serial}-part-${index}`;
    if ('value' in part) {
      const input = element('input', { id, type: 'text', value: part.value });
      input.dataset['part'] = String(index);
      return element('label', { class: 'row' }, element('span', {}, part.name), input);
    }
    const picker = element('input', { id, type: 'file' });
    const said = element('span', { class: 'soft' }, `${words.drop} (${part.file}: ${words.example})`);
    const zone = element('label', { class: 'row drop' }, element('span', {}, part.name), said, picker);
    const take = (file: File | undefined): void => {
      if (file === undefined) return;
      chosen.set(part, file);
      said.textContent = `${file.name}, ${file.size} B`;
    };
    picker.addEventListener('change', () => take(picker.files?.[0]));
    zone.addEventListener('dragover', event => event.preventDefault());
    zone.addEventListener('drop', event => {
      event.preventDefault();
      take(event.dataTransfer?.files[0]);
    });
    return zone;
  });
  const whole = element('div', { class: 'editor' }, ...rows);
  const fileOf = async (part: Part): Promise<Blob> => {
    const own = chosen.get(part);
    if (own !== undefined) return own;
    const response = await fetch(`/docs/files/${'file' in part ? part.file : ''}`);
    return response.blob();
  };
  return {
    element: whole,
    body: async () => {
      const [only] = parts;
      if (single && only !== undefined) return fileOf(only);
      const form = new FormData();
      for (const [index, part] of parts.entries()) {
        const input = all(whole, `[data-part='${index}']`, HTMLInputElement)[0];
        if ('value' in part) form.append(part.name, input?.value ?? part.value);
        else {
          const file = await fileOf(part);
          form.append(part.name, file, file instanceof File ? file.name : part.file);
        }
      }
      return form;
    },
  };
}
