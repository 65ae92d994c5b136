// One page of the manual: where it stands, what it is called, and its text as Markdown.

import type { Call, Sample } from './call.ts';
import type { Language, Text } from './text.ts';

/** A page in both languages. */
export interface Page {
  /** Behind `/docs/<language>/`: `chat/chat-completions`. */
  readonly path: string;
  readonly section: string;
  readonly title: Text;
  /** One sentence without Markdown. */
  readonly summary: Text;
  /** Markdown with the manual's marks and directives. */
  readonly body: Text;
  /** The page under which it stands in the tree. */
  readonly parent?: string;
  /** What it belongs to within its section: the list of the section is told apart by it. */
  readonly group?: Text;
  /** Further words under which it is found. */
  readonly words?: string;
  readonly call?: Call;
  readonly sample?: Sample;
}

/** Where a page is served. */
export function addressOf(page: Pick<Page, 'path'>, language: Language): string {
  return `/docs/${language}/${page.path}`;
}
