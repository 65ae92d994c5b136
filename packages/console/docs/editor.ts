// The request of a panel, edited: as JSON, by a form for its main fields, and with files by drop.

import { element } from './elements.ts';
import { type Editor, jsonEditor } from './json-editor.ts';
import { exampleFile } from './requests.ts';
import type { Part, Trial } from './trial.ts';
import { words } from './words.ts';

/** The editor of a trial's body. */
export function editorOf(trial: Trial, serial: string): Editor {
  if (trial.json !== undefined) return jsonEditor(trial, serial);
  if (trial.form !== undefined) return partsEditor(trial.form, serial);
  if (trial.bytes !== undefined) return partsEditor([{ name: 'body', file: trial.bytes }], serial, true);
  return { element: element('div'), text: () => '', body: () => Promise.resolve(undefined) };
}

/** One part as the reader has it. */
interface Row {
  readonly part: Part;
  readonly element: HTMLElement;
  text(): string;
  /** Files of his own; none where the manual's is sent. */
  readonly files: File[];
}

function textRow(part: Extract<Part, { value: string }>, id: string): Row {
  const input = element('input', { id, type: 'text', value: part.value });
  const row = element('label', { class: 'row' }, element('span', {}, part.name), input);
  return { part, element: row, text: () => input.value, files: [] };
}

function fileRow(part: Extract<Part, { file: string }>, id: string): Row {
  const several = part.name.endsWith('[]');
  const files: File[] = [];
  const picker = element('input', { id, type: 'file', multiple: several });
  const said = element('span', { class: 'soft' }, `${words.drop} (${part.file}: ${words.example})`);
  const zone = element('label', { class: 'row drop' }, element('span', {}, part.name), said, picker);
  const take = (list: FileList | null | undefined): void => {
    const taken = [...(list ?? [])];
    if (taken.length === 0) return;
    files.splice(0, files.length, ...(several ? taken : taken.slice(0, 1)));
    said.textContent = files.map(file => `${file.name}, ${file.size} B`).join(' · ');
  };
  picker.addEventListener('change', () => take(picker.files));
  zone.addEventListener('dragover', event => event.preventDefault());
  zone.addEventListener('drop', event => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
  return { part, element: zone, text: () => '', files };
}

function partsEditor(parts: readonly Part[], serial: string, single = false): Editor {
  const rows = parts.map((part, index) => {
    const id = `${serial}-part-${index}`;
    return 'value' in part ? textRow(part, id) : fileRow(part, id);
  });
  return {
    element: element('div', { class: 'editor' }, ...rows.map(row => row.element)),
    text: () => '',
    body: async prefix => {
      const [only] = rows;
      if (single && only !== undefined && 'file' in only.part) return only.files[0] ?? exampleFile(only.part.file);
      const form = new FormData();
      for (const { part, files, text } of rows) {
        const { name } = part;
        if ('value' in part) {
          const own = name === 'model' && prefix !== '' && !text().startsWith(prefix) ? prefix : '';
          form.append(name, own + text());
        } else if (files.length === 0) form.append(name, await exampleFile(part.file), part.file);
        else for (const file of files) form.append(name, file, file.name);
      }
      return form;
    },
  };
}
