// What the routes need of the other rooms.

import type { Callers } from '../identity/callers.ts';
import type { Identities } from '../identity/identify.ts';
import type { MailCodes } from '../identity/mail-codes.ts';
import type { Outside } from '../identity/outside.ts';
import type { Passkeys } from '../identity/passkeys.ts';
import type { Seal } from '../identity/seal.ts';
import type { SignIn } from '../identity/sign-in.ts';
import type { RunningLedger } from '../ledger/node-ledger.ts';
import type { Upkeep } from '../ledger/upkeep.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Courier } from '../notices/courier.ts';
import type { NodeReport } from '../observe/node-report.ts';
import type { Desk } from '../payments/desk.ts';
import type { RelayServices } from '../relay/services.ts';
import type { Store } from '../store/store.ts';
import type { TaskEngine } from '../tasks/engine.ts';

export interface Services extends RelayServices {
  readonly store: Store;
  readonly ledger: RunningLedger;
  readonly identities: Identities;
  readonly metrics: Metrics;
  readonly callers: Callers;
  readonly signIn: SignIn;
  readonly seal: Seal;
  readonly tasks: TaskEngine;
  /** Puts in force on this node what was just written to the store; other nodes follow within two seconds. */
  refresh(): Promise<void>;
  /** Where the configuration declares each thing, by section and name: `channels claude` at `turnpike.yaml:12`. */
  places(): ReadonlyMap<string, string>;
  /** What this node stands on. */
  readonly place: {
    readonly database: 'sqlite' | 'postgres';
    readonly redis: boolean;
    /** The configuration file, or null. */
    readonly config: string | null;
  };
  readonly upkeep: Upkeep;
  readonly report: NodeReport;
  readonly payments: Desk;
  readonly courier: Courier;
  readonly mailCodes: MailCodes;
  readonly passkeys: Passkeys;
  readonly outside: Outside;
  /** Tells the operator, on the standard error. */
  warn(message: string): void;
  /** Whether requests can be served: false while starting and stopping. */
  ready(): boolean;
}
