// Server-sent events as text: the incremental reader, and the writing of one event.

/** One event as it stood on the wire. */
export interface SseEvent {
  /** The `event:` field, or empty. */
  readonly name: string;
  /** The `data:` lines, joined by line feeds. */
  readonly data: string;
}

/** The text of one event. `data` must have no line break, as JSON has none. */
export function sseEvent(data: string, name?: string): string {
  return name === undefined ? `data: ${data}\n\n` : `event: ${name}\ndata: ${data}\n\n`;
}

/**
 * Reads events from a text that comes in pieces, cut anywhere. Lines may end in LF, CRLF or CR; comments and fields
 * other than `event` and `data` are passed over; the last event counts also without a blank line after it.
 */
export class SseReader {
  private line = '';
  private name = '';
  private data: string | undefined;
  private afterReturn = false;
  private begun = false;

  /** More of the text; answers the events that are complete now. */
  push(text: string): readonly SseEvent[] {
    const events: SseEvent[] = [];
    let from = this.afterReturn && text.startsWith('\n') ? 1 : 0;
    // Some streams begin with the mark of their byte order, which is no part of the first line.
    if (!this.begun && text.startsWith('\uFEFF')) from = 1;
    this.begun ||= text !== '';
    if (text !== '') this.afterReturn = false;
    for (let index = from; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code !== 10 && code !== 13) continue;
      this.endLine(this.line + text.slice(from, index), events);
      this.line = '';
      if (code === 13) {
        if (text.charCodeAt(index + 1) === 10) index += 1;
        else if (index + 1 === text.length) this.afterReturn = true;
      }
      from = index + 1;
    }
    this.line += text.slice(from);
    return events;
  }

  /** The text is over: answers the event that it ended in the middle of. */
  close(): readonly SseEvent[] {
    const events: SseEvent[] = [];
    if (this.line !== '') this.endLine(this.line, events);
    this.line = '';
    this.dispatch(events);
    return events;
  }

  private endLine(line: string, events: SseEvent[]): void {
    if (line === '') {
      this.dispatch(events);
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1);
    if (field === 'data') this.data = this.data === undefined ? value : `${this.data}\n${value}`;
    else if (field === 'event') this.name = value;
  }

  private dispatch(events: SseEvent[]): void {
    if (this.data !== undefined) events.push({ name: this.name, data: this.data });
    this.name = '';
    this.data = undefined;
  }
}
