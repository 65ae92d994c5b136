// How the practice payment providers behave when they tell of a payment: how often, how late, by which method.

/** The conduct in force. */
export interface Conduct {
  /** Notifications of one event; 0 tells nobody. */
  times: number;
  /** Milliseconds before the first one. */
  delayMs: number;
  /** How Epay calls: most sites use GET, some POST. */
  method: 'GET' | 'POST';
  /** Whether a notification that was not taken is sent again. */
  retry: boolean;
}

const USUAL: Conduct = { times: 1, delayMs: 0, method: 'GET', retry: true };
export const conduct: Conduct = { ...USUAL };

/** Changes what is named. */
export function behave(wish: Record<string, unknown>): Conduct {
  if (typeof wish['times'] === 'number') conduct.times = wish['times'];
  if (typeof wish['delay_ms'] === 'number') conduct.delayMs = wish['delay_ms'];
  if (wish['method'] === 'GET' || wish['method'] === 'POST') conduct.method = wish['method'];
  if (typeof wish['retry'] === 'boolean') conduct.retry = wish['retry'];
  return conduct;
}

export function behaveAsUsual(): void {
  Object.assign(conduct, USUAL);
}

/** Milliseconds between repeats of what was not taken: much shorter than the real ones. */
const PAUSES = [200, 500, 1_000, 2_000];

/** Delivers as the conduct says; `send` answers whether it was taken. */
export function deliver(send: () => Promise<boolean>): void {
  const once = async (): Promise<void> => {
    for (const pause of [...PAUSES, 0]) {
      if (await send().catch(() => false)) return;
      if (!conduct.retry || pause === 0) return;
      await new Promise(resolve => setTimeout(resolve, pause).unref());
    }
  };
  for (let time = 0; time < conduct.times; time += 1) setTimeout(() => void once(), conduct.delayMs + time * 5).unref();
}
