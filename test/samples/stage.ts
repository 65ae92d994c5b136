// The stage on which the manual's samples are carried out: a gateway whose practice upstream serves every model.

import { Gateway, keyOf } from '../support/gateway.ts';
import { Visitor } from '../support/visitor.ts';

const PASSWORD = 'correct horse battery staple';

/** A gateway with a reader who may do everything that samples do. */
export interface Stage {
  readonly url: string;
  readonly key: string;
  /** An access token of the reader's. */
  readonly token: string;
  end(): Promise<void>;
}

/** Starts it. */
export async function startSampleStage(): Promise<Stage> {
  const key = keyOf('manualreader');
  const gateway = await Gateway.start({
    users: [{ name: 'reader', role: 'admin', password: PASSWORD, balance: '1000', keys: [{ name: 'manual', key }] }],
    settings: { log_requests: false, task_pace_percent: 10, fetch_private_addresses: true },
  });
  const visitor = await Visitor.signedIn(gateway.url, 'reader', PASSWORD);
  const made = await visitor.post('/access-tokens', { name: 'manual', scopes: [] });
  const token = Reflect.get(Object(made.json), 'token') ?? Reflect.get(Object(made.json), 'secret');
  if (typeof token !== 'string') throw new Error(`no access token: ${made.text}`);
  return { url: gateway.url, key, token, end: () => gateway.dispose() };
}
