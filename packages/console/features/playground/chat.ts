// A conversation as the playground keeps it, whatever protocol carries it.

export const PROTOCOLS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A file that goes along with what the user says. */
export interface Attachment {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly bytes: number;
  /** Its content in base64; of texts the text itself. */
  readonly data: string;
}

/** What somebody said. Attachments are the user's; pictures are the model's, as data URLs. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

/** What is asked beside the turns; undefined and empty are left to the model. */
export interface ChatOptions {
  readonly system: string;
  /** Tokens. */
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
}

/** A whole request. */
export interface Chat extends ChatOptions {
  readonly model: string;
  readonly turns: readonly Turn[];
}

/** What kind of thing a file is for a model. */
export function kindOf({ type }: Pick<Attachment, 'type'>): 'image' | 'audio' | 'pdf' | 'text' {
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'audio';
  return type === 'application/pdf' ? 'pdf' : 'text';
}

export const dataUrl = ({ type, data }: Attachment): string => `data:${type};base64,${data}`;

/** A text file as part of what is said: its name first, so that the model can speak of it. */
export const quoted = ({ name, data }: Attachment): string => `${name}:\n\n${data}`;

/** A protocol cannot carry what was attached. */
export class CannotCarry extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotCarry';
  }
}

/** What an event of an answer adds. */
export interface Delta {
  readonly text?: string;
  readonly thinking?: string;
  /** A picture, as a data URL. */
  readonly image?: string;
  /** Tokens of the answer so far, as the upstream counts them. */
  readonly outputTokens?: number;
  /** What went wrong after the answer had begun. */
  readonly error?: string;
}

/** One protocol: where a request goes, how it is written, how its events are read. */
export interface Wire {
  /** Path of the streamed call. */
  path(model: string): string;
  /** Headers that it wants beside those of JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @throws CannotCarry */
  body(chat: Chat, streamed: boolean): Readonly<Record<string, unknown>>;
  /** Reads one event of the answer. */
  read(event: unknown): Delta;
}
