// Reads Markdown as models write it into blocks and inline parts; whatever it does not know stays text.

/** A part of a text that stands by itself. */
export type Block =
  | { readonly kind: 'text' | 'heading' | 'quote'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly { readonly depth: number; readonly text: string }[];
    }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A part of a line. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

const FENCE = /^\s{0,3}(```+|~~~+)\s*([\w+#.-]*)/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const RULE = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const DIVIDER = /^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*$/;

/** The blocks of a text. A fence that is still open, as while it is being written, holds all that follows. */
export function blocksOf(text: string): readonly Block[] {
  const lines = text.split(/\r\n|\n/);
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number): readonly [Block | undefined, number] {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [undefined, at + 1];
  const fence = FENCE.exec(line);
  if (fence !== null) return codeAt(lines, at, fence[1] ?? '', fence[2] ?? '');
  const heading = HEADING.exec(line);
  if (heading !== null) return [{ kind: 'heading', text: heading[1] ?? '' }, at + 1];
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1];
  if (line.startsWith('>')) return quoteAt(lines, at);
  if (ITEM.test(line)) return listAt(lines, at);
  if (line.includes('|') && DIVIDER.test(lines[at + 1] ?? '')) return tableAt(lines, at);
  return textAt(lines, at);
}

function codeAt(lines: readonly string[], at: number, fence: string, language: string): readonly [Block, number] {
  const inside = lines.slice(at + 1);
  const end = inside.findIndex(
    line => line.trim().startsWith(fence) && line.trim().replaceAll(fence.charAt(0), '') === '',
  );
  const body = end === -1 ? inside : inside.slice(0, end);
  return [{ kind: 'code', language, text: body.join('\n') }, at + 1 + body.length + (end === -1 ? 0 : 1)];
}

function quoteAt(lines: readonly string[], at: number): readonly [Block, number] {
  const quoted = takeWhile(lines, at, line => line.startsWith('>'));
  return [{ kind: 'quote', text: quoted.map(line => line.replace(/^>\s?/, '')).join('\n') }, at + quoted.length];
}

function listAt(lines: readonly string[], at: number): readonly [Block, number] {
  const first = ITEM.exec(lines[at] ?? '');
  const items: { depth: number; text: string }[] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const item = ITEM.exec(line);
    const last = items.at(-1);
    if (item !== null) items.push({ depth: Math.floor((item[1] ?? '').length / 2), text: item[3] ?? '' });
    else if (/^\s+\S/.test(line) && last !== undefined) last.text += ` ${line.trim()}`;
    else break;
  }
  return [{ kind: 'list', ordered: first?.[2] !== undefined, start: Number(first?.[2] ?? 1), items }, next];
}

const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map(cell => cell.trim());

function tableAt(lines: readonly string[], at: number): readonly [Block, number] {
  const head = cellsOf(lines[at] ?? '');
  const rows = takeWhile(lines, at + 2, line => line.includes('|'));
  const fitted = rows.map(cellsOf).map(row => head.map((_, index) => row[index] ?? ''));
  return [{ kind: 'table', head, rows: fitted }, at + 2 + rows.length];
}

function textAt(lines: readonly string[], at: number): readonly [Block, number] {
  const said = takeWhile(
    lines,
    at + 1,
    line => line.trim() !== '' && !FENCE.test(line) && !HEADING.test(line) && !ITEM.test(line) && !line.startsWith('>'),
  );
  return [{ kind: 'text', text: [lines[at], ...said].join('\n') }, at + 1 + said.length];
}

function takeWhile(lines: readonly string[], from: number, fits: (line: string) => boolean): readonly string[] {
  const rest = lines.slice(from);
  const end = rest.findIndex(line => !fits(line));
  return end === -1 ? rest : rest.slice(0, end);
}

const INLINE =
  /(`+)([\s\S]*?[^`])\1(?!`)|\*\*([\s\S]+?)\*\*|__([^_\n]+?)__|(?<![\w*])\*([^*\s][^*\n]*?)\*(?!\w)|(?<![\w_])_([^_\s][^_\n]*?)_(?!\w)|\[([^\]\n]+)\]\(([^\s)]+)[^)\n]*\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/g;

/** The parts of a line. Links lead to the web alone: any other address stays text. */
export function inlinesOf(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) });
    parts.push(inlineOf(found));
    at = found.index + found[0].length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

function inlineOf(found: RegExpExecArray): Inline {
  const [whole, , code, strong, strongToo, emphasis, emphasisToo, label, url, bare] = found;
  if (code !== undefined) return { kind: 'code', text: code.trim() };
  const bold = strong ?? strongToo;
  if (bold !== undefined) return { kind: 'strong', text: bold };
  const slanted = emphasis ?? emphasisToo;
  if (slanted !== undefined) return { kind: 'emphasis', text: slanted };
  const address = url ?? bare;
  if (address !== undefined && /^(?:https?:\/\/|mailto:)/i.test(address))
    return { kind: 'link', text: label ?? address, url: address };
  return { kind: 'text', text: whole };
}
