// Collects what a translation loses, and names each thing by the path where it stands in the client's own body.

import { FIELD_NAMES } from './field-names.ts';
import type { Loss, RequestField } from './loss.ts';
import type { Part } from './part.ts';
import type { ConversationRequest } from './request.ts';

/** What the list of a message's parts is called in each protocol's body. */
const LISTS = {
  'openai-chat': 'content',
  'openai-responses': 'content',
  'anthropic-messages': 'content',
  'gemini-generate': 'parts',
} as const;

/** The losses of one request. Each path is named once. */
export class Losses {
  private readonly request: ConversationRequest;
  private readonly found = new Map<string, Loss>();

  constructor(request: ConversationRequest) {
    this.request = request;
  }

  /** What was lost, in the order of finding. */
  get list(): readonly Loss[] {
    return [...this.found.values()];
  }

  /** A field of the request itself. */
  field(field: RequestField, how: Loss['how'] = 'dropped'): void {
    this.path(FIELD_NAMES[this.request.origin][field] ?? field, how);
  }

  /** Something in a part of the message at `at`; `field` names what of it, or nothing when it is the whole part. */
  part(part: Part, at: string, field?: string, how: Loss['how'] = 'dropped'): void {
    const place = this.placeOf(part, at);
    this.path(field === undefined ? place : `${place}.${field}`, how);
  }

  /** Any other path of the client's body. */
  path(path: string, how: Loss['how'] = 'dropped'): void {
    if (!this.found.has(path)) this.found.set(path, { path, how });
  }

  /** Where a part stands: `messages[2].content[1]`, `contents[0].parts[3]`, or the message alone when it has no other. */
  placeOf(part: Part, at: string): string {
    const parts = this.request.messages.find(message => message.at === at && message.parts.includes(part))?.parts;
    if (parts === undefined || parts.length < 2) return at;
    // Anthropic's system text is a list itself.
    if (at === 'system') return `${at}[${parts.indexOf(part)}]`;
    return `${at}.${LISTS[this.request.origin]}[${parts.indexOf(part)}]`;
  }
}
