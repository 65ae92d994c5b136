// Thinking that stands in the text itself, as `<think>…</think>` before the answer: told apart as the text arrives.

const OPEN = '<think>';
const CLOSE = '</think>';

/** A piece of text, and whether it was thought or said. */
export interface TaggedPiece {
  readonly thought: boolean;
  readonly text: string;
}

/** Splits a text that comes in pieces. Only as much is held back as could be the beginning of a tag. */
export class ThinkTagReader {
  private state: 'start' | 'thinking' | 'gap' | 'said' = 'start';
  private held = '';
  /** Whether the tag was just opened: a line break behind it is no thought. */
  private fresh = true;

  /** More of the text; answers what is certain of it. */
  push(text: string): readonly TaggedPiece[] {
    if (this.state === 'said') return text === '' ? [] : [{ thought: false, text }];
    this.held += text;
    const pieces: TaggedPiece[] = [];
    if (this.state === 'start') this.begin(pieces);
    if (this.state === 'thinking') this.think(pieces);
    if (this.state === 'gap') this.skipGap(pieces);
    return pieces;
  }

  /** The text is over: what was held is what it seemed not to be. */
  close(): readonly TaggedPiece[] {
    const { held, state } = this;
    this.held = '';
    this.state = 'said';
    return held === '' || state === 'gap' ? [] : [{ thought: state === 'thinking', text: held }];
  }

  private begin(pieces: TaggedPiece[]): void {
    const text = this.held.trimStart();
    if (text.length < OPEN.length && OPEN.startsWith(text)) return;
    if (text.startsWith(OPEN)) {
      this.state = 'thinking';
      this.held = text.slice(OPEN.length);
      return;
    }
    this.say(pieces);
  }

  private think(pieces: TaggedPiece[]): void {
    if (this.fresh && this.held !== '') {
      this.held = this.held.replace(/^\n/, '');
      this.fresh = false;
    }
    const end = this.held.indexOf(CLOSE);
    if (end !== -1) {
      const text = this.held.slice(0, end);
      if (text !== '') pieces.push({ thought: true, text });
      this.held = this.held.slice(end + CLOSE.length);
      this.state = 'gap';
      return;
    }
    const kept = beginningOfTag(this.held);
    const text = this.held.slice(0, this.held.length - kept);
    if (text !== '') pieces.push({ thought: true, text });
    this.held = this.held.slice(this.held.length - kept);
  }

  /** The blank line between the thinking and the answer belongs to neither. */
  private skipGap(pieces: TaggedPiece[]): void {
    this.held = this.held.replace(/^\s+/, '');
    if (this.held !== '') this.say(pieces);
  }

  private say(pieces: TaggedPiece[]): void {
    this.state = 'said';
    if (this.held !== '') pieces.push({ thought: false, text: this.held });
    this.held = '';
  }
}

/** How many letters at the end of a text could be the beginning of the closing tag. */
function beginningOfTag(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length -= 1)
    if (CLOSE.startsWith(text.slice(text.length - length))) return length;
  return 0;
}
