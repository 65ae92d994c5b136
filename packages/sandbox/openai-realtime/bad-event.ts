// A client's event that a practice session refuses.

/** A refusal of an event; the session goes on. */
export class BadEvent extends Error {
  readonly code: string;
  readonly param: string | null;

  constructor(message: string, code = 'invalid_value', param: string | null = null) {
    super(message);
    this.code = code;
    this.param = param;
  }
}
