// The page of a call, and of each further sample of it, as Markdown.

import type { Call, CallFamily, Sample } from './call.ts';
import { fieldTable, type Row } from './field.ts';
import { adviceOf } from './error-page.ts';
import type { Page } from './page.ts';
import { recordedOf, refusalOf, type Refusal } from './recorded.ts';
import { LANGUAGES, type Language, type Text } from './text.ts';
import { COSTS, CREDENTIALS, WORDS } from './words.ts';
import { searchWordsOf } from './search-words.ts';
import { pretty } from './samples/request.ts';

/** One text made of both languages' parts. */
function both(write: (language: Language) => string): Text {
  const [en, zh] = LANGUAGES.map(write);
  return { en: en ?? '', zh: zh ?? '' };
}

/** Codes that every call of a credential can meet. */
const USUAL: Readonly<Record<NonNullable<Call['credential']>, readonly (readonly [number, string])[]>> = {
  none: [],
  key: [
    [400, 'invalid_request'],
    [401, 'invalid_token'],
    [403, 'insufficient_user_quota'],
    [404, 'model_not_found'],
    [429, 'rate_limit_exceeded'],
    [503, 'no_available_channel'],
  ],
  account: [
    [401, 'AUTH_UNAUTHORIZED'],
    [403, 'AUTH_USER_DISABLED'],
  ],
  operator: [
    [401, 'AUTH_UNAUTHORIZED'],
    [403, 'AUTH_INSUFFICIENT_PRIVILEGE'],
  ],
};

/** Pages of a family: one for each call, and one for each sample of it but the first. */
export function familyPages(family: CallFamily): readonly Page[] {
  return family.calls.flatMap(call => [
    callPage(family, call),
    ...call.samples.slice(1).map(sample => samplePage(family, call, sample)),
  ]);
}

/** `chat/chat-completions` */
export function callPath(family: CallFamily, call: Call): string {
  return `${family.section}/${call.id}`;
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll('**', '');
}

function callPage(family: CallFamily, call: Call): Page {
  const [first, ...others] = call.samples;
  return {
    path: callPath(family, call),
    section: family.section,
    group: family.title,
    title: call.title,
    summary: both(language => plain(call.purpose[language])),
    words: `${call.method} ${call.path} ${call.sdk?.method ?? ''} ${searchWordsOf(call.id)}`,
    call,
    ...(first === undefined ? {} : { sample: first }),
    body: both(language =>
      [
        `\`${call.method} ${call.path.replaceAll('*}', '}')}\``,
        call.purpose[language],
        `${CREDENTIALS[call.credential ?? 'key'][language]}`,
        first === undefined ? '' : `::sample ${call.id}/${first.id}`,
        ...fields(call, language),
        answer(call, first, language),
        errors(call, language),
        cost(call, first, language),
        others.length === 0
          ? ''
          : `## ${WORDS.more[language]}\n\n${others.map(sample => `- [${sample.title[language]}](/docs/${callPath(family, call)}-${sample.id})`).join('\n')}`,
        samePaths(call, language),
      ]
        .filter(part => part !== '')
        .join('\n\n'),
    ),
  };
}

function samplePage(family: CallFamily, call: Call, sample: Sample): Page {
  return {
    path: `${callPath(family, call)}-${sample.id}`,
    section: family.section,
    parent: callPath(family, call),
    title: both(language => `${sample.title[language]} · ${family.title[language]}`),
    summary: both(language => plain(sample.note?.[language] ?? call.purpose[language]).slice(0, 200)),
    words: `${call.method} ${call.path}`,
    call,
    sample,
    body: both(language =>
      [
        `\`${call.method} ${call.path.replaceAll('*}', '}')}\``,
        sample.note?.[language] ?? call.purpose[language],
        `::sample ${call.id}/${sample.id}`,
        answerSample(call, sample, language),
        cost(call, sample, language),
        `[${WORDS.fullCall[language]}](/docs/${callPath(family, call)})`,
      ]
        .filter(part => part !== '')
        .join('\n\n'),
    ),
  };
}

function fields(call: Call, language: Language): readonly string[] {
  const heads = {
    field: WORDS.field[language],
    type: WORDS.type[language],
    preset: WORDS.preset[language],
    meaning: WORDS.meaning[language],
    required: WORDS.required[language],
  };
  const table = (title: Text, rows: readonly Row[] | undefined, note = ''): string =>
    rows === undefined || rows.length === 0
      ? ''
      : [`## ${title[language]}`, note, fieldTable(rows, language, heads)].filter(part => part !== '').join('\n\n');
  const kind = call.bodyType === undefined ? '' : WORDS[call.bodyType][language];
  return [
    table(
      WORDS.pathParameters,
      call.params?.map(row => placedRow(call, row)),
    ),
    table(WORDS.queryParameters, call.query),
    table(WORDS.headers, call.headers),
    table(WORDS.body, call.body, kind),
  ];
}

/** A parameter of other paths alone need not be given at the call's own. */
function placedRow(call: Call, row: Row): Row {
  const [name, type, en, zh] = row;
  const bare = name.replace(/\*$/, '');
  if (call.path.includes(`{${bare}}`) || call.path.includes(`{${bare}*}`)) return row;
  return [bare, type, `${en} ${WORDS.elsewhere.en}`, `${zh}${WORDS.elsewhere.zh}`];
}

/** Where the practice upstream had no say, the sample tells the answer itself. */
export function answerSample(call: Call, sample: Sample | undefined, language: Language): string {
  if (sample === undefined) return '';
  const recorded = recordedOf(`${call.id}/${sample.id}`);
  if (recorded !== undefined) {
    const kind = recorded.type.includes('json') ? 'json' : 'text';
    return `${WORDS.recorded[language]}${WORDS.colon[language]}\`${recorded.status} ${recorded.type}\`\n\n\`\`\`${kind}\n${recorded.body}\n\`\`\``;
  }
  if (sample.shown === undefined) return '';
  const { answer: told, status, because } = sample.shown;
  const text = typeof told === 'string' ? told : pretty(told);
  return `${WORDS.given[language]} (${because[language]})${WORDS.colon[language]}\`${status}\`\n\n\`\`\`${typeof told === 'string' ? 'text' : 'json'}\n${text}\n\`\`\``;
}

function answer(call: Call, sample: Sample | undefined, language: Language): string {
  const rows = call.returns ?? [];
  const heads = {
    field: WORDS.field[language],
    type: WORDS.type[language],
    preset: WORDS.preset[language],
    meaning: WORDS.meaning[language],
    required: '',
  };
  const table = fieldTable(
    rows.map(([name, ...rest]) => [name.replace(/\*$/, ''), ...rest] as const),
    language,
    heads,
  );
  const shown = answerSample(call, sample, language);
  if (table === '' && shown === '') return '';
  return [`## ${WORDS.answer[language]}`, table, shown].filter(part => part !== '').join('\n\n');
}

/** A code that a call can answer, and what to do about it. */
export interface CallError {
  readonly status: number;
  readonly code: string;
  readonly meaning: Text;
}

/** Every code that a call can answer: its own first, then those of its credential. */
export function errorsOf(call: Pick<Call, 'credential' | 'errors' | 'usualErrors'>): readonly CallError[] {
  const own = (call.errors ?? []).map(([status, code, meaning]) => ({ status, code, meaning }));
  const usual = [...USUAL[call.credential ?? 'key'], ...(call.usualErrors ?? [])]
    .filter(([status, code]) => !own.some(one => one.status === status && one.code === code))
    .sort(([one], [other]) => one - other)
    .map(([status, code]) => ({ status, code, meaning: adviceOf(code) ?? NOTHING }));
  return [...own, ...usual];
}

/** How a call refuses a key that nobody has. Operations of the management API all do it alike. */
export function refusalOfCall({ id, credential }: Call): Refusal | undefined {
  return refusalOf(id.startsWith('management-') && credential !== 'none' ? 'management' : id);
}

/** What can go wrong: codes with what to do, and what a refusal looks like. */
export function errors(call: Call, language: Language): string {
  const rows = errorsOf(call).map(({ status, code, meaning }) => errorRow(status, code, meaning, language));
  if (rows.length === 0) return '';
  const head = `| ${WORDS.status[language]} | ${WORDS.code[language]} | ${WORDS.meaning[language]} |\n|---|---|---|`;
  const refusal = refusalOfCall(call);
  const shown =
    refusal === undefined
      ? ''
      : `${WORDS.refusal[language]} \`${refusal.status}\`\n\n\`\`\`json\n${refusal.body}\n\`\`\``;
  return [`## ${WORDS.errors[language]}`, `${head}\n${rows.join('\n')}`, shown, WORDS.allErrors[language]]
    .filter(part => part !== '')
    .join('\n\n');
}

const NOTHING: Text = { en: '', zh: '' };

/** The code leads to its entry on the page of all codes, where it is one of the gateway's own. */
function errorRow(status: number, code: string, meaning: Text, language: Language): string {
  const name = adviceOf(code) === undefined ? `\`${code}\`` : `[\`${code}\`](/docs/start/errors#${code.toLowerCase()})`;
  return `| ${status} | ${name} | ${meaning[language]} |`;
}

export function cost(call: Call, sample: Sample | undefined, language: Language): string {
  const recorded = sample === undefined ? undefined : recordedOf(`${call.id}/${sample.id}`);
  const paid =
    recorded?.cost === undefined ? '' : `${WORDS.sampleCost[language]} **$${recorded.cost}**${WORDS.stop[language]}`;
  const note = call.costNote?.[language] ?? '';
  return [`## ${WORDS.cost[language]}`, COSTS[call.cost][language], note, paid]
    .filter(part => part !== '')
    .join('\n\n');
}

function samePaths(call: Call, language: Language): string {
  const { aliases = [] } = call;
  if (aliases.length === 0) return '';
  const rows = aliases.map(one => (one.startsWith('/') ? `${call.method} ${one}` : one).replaceAll('*}', '}'));
  return `## ${WORDS.samePaths[language]}\n\n${rows.map(row => `- \`${row}\``).join('\n')}`;
}
