// As whom the reader calls: a key of his by its number, a key that he pastes, practice, his account, or nobody.

/** What is added to a request. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  /** What stands before the names of models: practice beside real channels. */
  readonly prefix: string;
}

/** A way to call that the reader can choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

const PASTED = 'turnpike.manual-key';
const PRACTICE = 'turnpike.practice-key';

interface PracticeKey {
  readonly key: string;
  readonly expires_at: number;
  readonly model_prefix: string;
}

/** A key of the reader's, as the management API lists it. */
interface OwnKey {
  readonly id: number;
  readonly name: string;
  readonly group?: string | null;
}

async function fetched(path: string): Promise<unknown> {
  const response = await fetch(path, { credentials: 'same-origin', headers: { accept: 'application/json' } });
  return response.ok ? response.json() : undefined;
}

function isKey(value: unknown): value is OwnKey {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value;
}

interface Standing {
  readonly offered: boolean;
  readonly signedIn: boolean;
}

let standing: Promise<Standing> | undefined;

/** How the reader stands with the gateway. Asked once for a page. */
function ask(): Promise<Standing> {
  standing ??= fetched('/docs/practice').then(value => ({
    offered: Reflect.get(Object(value), 'offered') === true,
    signedIn: Reflect.get(Object(value), 'signed_in') === true,
  }));
  return standing;
}

let own: Promise<readonly OwnKey[] | undefined> | undefined;

/** The reader's keys; undefined when nobody is signed in. Asked once for a page. */
export function ownKeys(): Promise<readonly OwnKey[] | undefined> {
  own ??= ask().then(async ({ signedIn }) => {
    if (!signedIn) return undefined;
    const value = await fetched('/manage/v1/keys');
    const listed: unknown = Reflect.get(Object(value), 'items');
    const items: readonly unknown[] = Array.isArray(listed) ? listed : [];
    return items.filter(isKey);
  });
  return own;
}

/** Whether the gateway offers practice. */
export async function practiceOffered(): Promise<boolean> {
  return (await ask()).offered;
}

/** What the reader pasted, for as long as the tab is open. */
export const pasted = {
  get: (): string => sessionStorage.getItem(PASTED) ?? '',
  set: (key: string): void => sessionStorage.setItem(PASTED, key.trim()),
};

async function practiceKey(): Promise<PracticeKey> {
  // For all tabs: a visit is begun a few times only from one address.
  const stored = localStorage.getItem(PRACTICE);
  if (stored !== null) {
    const known: PracticeKey = JSON.parse(stored);
    if (known.expires_at * 1000 > Date.now() + 60_000) return known;
  }
  const response = await fetch('/docs/practice', { method: 'POST', credentials: 'same-origin' });
  const value: PracticeKey & { message?: string } = await response.json();
  if (!response.ok) throw new Error(value.message ?? `${response.status}`);
  localStorage.setItem(PRACTICE, JSON.stringify(value));
  return value;
}

/** Forgets the practice key: the gateway does not know it any more. */
export function forgetPractice(): void {
  localStorage.removeItem(PRACTICE);
}

/** The headers of a choice. @throws Error in the gateway's words */
export async function credentialOf(choice: string): Promise<Credential> {
  if (choice === 'practice') {
    const { key, model_prefix: prefix } = await practiceKey();
    return { headers: { authorization: `Bearer ${key}` }, prefix };
  }
  if (choice === 'paste') return { headers: { authorization: `Bearer ${pasted.get()}` }, prefix: '' };
  const number = /^key-(\d+)$/.exec(choice)?.[1];
  return { headers: number === undefined ? {} : { 'x-turnpike-key': number }, prefix: '' };
}
