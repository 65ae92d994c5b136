// Tells when a JSON object that comes in pieces is complete, without parsing it.

/** Follows the braces of one JSON value through its pieces. */
export class JsonBalance {
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** Whether anything but white space was seen. */
  begun = false;

  /** Whether an object or array has begun and every brace is closed again. */
  get complete(): boolean {
    return this.begun && this.depth === 0 && !this.inString;
  }

  push(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.take(text.charCodeAt(index));
  }

  reset(): void {
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.begun = false;
  }

  private take(code: number): void {
    if (code > 32) this.begun = true;
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (code === 92) this.escaped = true;
      else if (code === 34) this.inString = false;
    } else if (code === 34) this.inString = true;
    else if (code === 123 || code === 91) this.depth += 1;
    else if (code === 125 || code === 93) this.depth -= 1;
  }
}
