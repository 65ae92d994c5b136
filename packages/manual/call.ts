// One call of the API as the manual describes it: data from which pages, samples, OpenAPI and tests are made.

import type { Row, Schema } from './field.ts';
import type { Text } from './text.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: nobody in particular, a relay key, a signed-in account or its access token. */
export type Credential = 'none' | 'key' | 'account' | 'operator';

/** A field of a form: a text, or one of the manual's example files. */
export type FormField =
  { readonly name: string; readonly value: string } | { readonly name: string; readonly file: ExampleFile };

/** The files that samples send; `samples/files.ts` makes them. */
export type ExampleFile = 'cat.png' | 'mask.png' | 'frame.png' | 'speech.wav' | 'requests.jsonl';

/** One request that works as it stands, whose answer is recorded from a real gateway. */
export interface Sample {
  /** Unique in its call; the page of a sample beyond the first is `<call>-<id>`. */
  readonly id: string;
  readonly title: Text;
  /** What it shows, for samples with a page of their own. */
  readonly note?: Text;
  /** Values of the path's parameters. `{model}` and the like. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body. */
  readonly body?: unknown;
  /** A multipart form, instead of a JSON body. */
  readonly form?: readonly FormField[];
  /** Raw bytes of an example file as body. */
  readonly bytes?: ExampleFile;
  /** The answer is a stream of events, shown as it comes. */
  readonly stream?: true;
  /**
   * What must be done before: another sample (`call/sample`), whose answer gives values by dotted path (with `:last` what
   * stands behind the last slash; `header:<name>` a header); they stand for `<name>` in this sample's path, query and body.
   */
  readonly before?: { readonly sample: string; readonly take: Readonly<Record<string, string>> };
  /** A platform's own states that mean the task still runs, at a dotted path: the recorder asks until it is over. */
  readonly until?: { readonly at: string; readonly over: readonly string[] };
  /** It opens a socket: the events that are sent on it, and what stands in the one with which it is over. */
  readonly socket?: { readonly events: readonly unknown[]; readonly over: string };
  /** The status of a sample that shows a refusal. */
  readonly fails?: number;
  /** Why the sample cannot be carried out against the practice upstream; it is shown with the answer given here. */
  readonly shown?: { readonly because: Text; readonly status: number; readonly answer: unknown };
}

/** A call. */
export interface Call {
  /** Its page and operation id: `chat-completions`. */
  readonly id: string;
  readonly method: Method;
  /** The route's pattern, as the gateway's table has it. */
  readonly path: string;
  /** Other routes that do the same: `METHOD pattern`, or a pattern with the call's own method. */
  readonly aliases?: readonly string[];
  readonly title: Text;
  /** What it is for, Markdown. */
  readonly purpose: Text;
  readonly credential?: Credential;
  readonly params?: readonly Row[];
  readonly query?: readonly Row[];
  readonly headers?: readonly Row[];
  readonly body?: readonly Row[];
  /** The schema of the body where it is not written as rows. */
  readonly bodySchema?: Schema;
  /** Media type of the body when it is neither JSON nor absent; `both` takes JSON and forms. */
  readonly bodyType?: 'form' | 'both' | 'bytes';
  /** Fields of a success. */
  readonly returns?: readonly Row[];
  /** Media type of a success that is not JSON. */
  readonly returnsType?: string;
  readonly cost: CostKind;
  /** What else is to be said of the price. */
  readonly costNote?: Text;
  /** Codes of failures beyond those that every call of its credential can meet, with what to do here. */
  readonly errors?: readonly (readonly [status: number, code: string, meaning: Text])[];
  /** Codes of the gateway's own, beyond those that every call of its credential can meet. */
  readonly usualErrors?: readonly (readonly [status: number, code: string])[];
  readonly samples: readonly Sample[];
  /** How the vendors' own libraries make the call. */
  readonly sdk?: SdkCall;
}

/** A call by official libraries: `client.<method>(…)` with the sample's body. */
export interface SdkCall {
  readonly library: 'openai' | 'anthropic' | 'google' | 'cohere' | 'replicate';
  /** `chat.completions.create` */
  readonly method: string;
}

/** What a call costs, as `pages/costs.ts` puts it. */
export type CostKind =
  'free' | 'tokens' | 'images' | 'speech' | 'seconds' | 'task' | 'characters' | 'search' | 'varies';

/** Calls that belong together: a branch of the tree. */
export interface CallFamily {
  /** The section of the tree that it stands in. */
  readonly section: string;
  readonly id: string;
  readonly title: Text;
  readonly calls: readonly Call[];
}
