// HTML written as templates in which every value is escaped unless it is HTML itself.

/** HTML that is known to be such. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. */
export type Piece = string | number | Html | undefined | false | readonly Piece[];

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as HTML shows it. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, mark => MARKS[mark] ?? mark);
}

function written(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escape(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(written).join('');
}

/** A piece of HTML. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((text, part, index) => text + written(pieces[index - 1]) + part));
}

/** A value as a block of data that no browser executes; nothing in it can end the block. */
export function dataBlock(id: string, value: unknown): Html {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="${escape(id)}">${text}</script>`);
}
