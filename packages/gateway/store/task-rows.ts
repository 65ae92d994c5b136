// The aggregate of tasks as the rooms see it: long jobs at providers, the money they hold, and news owed to clients.

/** Where a task stands. The last four are final. */
export type TaskState =
  | 'accepted'
  | 'submitting'
  | 'queued'
  | 'waiting_input'
  | 'running'
  | 'saving'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'expired';

/** A task's row. Times are milliseconds since the epoch; zero where there is none yet. */
export interface TaskRow {
  /** Our own id: its settlement is idempotent by it. */
  readonly id: string;
  /** The id that the client was given, in the form of its API. */
  readonly publicId: string;
  /** The API that the client spoke, and the one that the upstream is spoken to in. */
  readonly dialect: string;
  readonly driver: string;
  /** What is made, in the dialect's own word. */
  readonly verb: string;
  readonly model: string;
  readonly accountId: number;
  readonly keyId: number;
  readonly channel: number;
  readonly credential: string;
  readonly upstreamId: string;
  /** The id of the task that this one follows up, or empty. */
  readonly parentId: string;
  readonly state: TaskState;
  /** Grows with every change; changes are made against the version that was read. */
  readonly version: number;
  /** 0 to 100. */
  readonly progress: number;
  /** Whether the client was told of it: what never reached an upstream is not shown. */
  readonly visible: boolean;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly deadlineAt: number;
  /** When it is looked at next; null when it is final. */
  readonly nextPollAt: number | null;
  readonly polls: number;
  /** When the copies of its assets are removed; null when there are none. */
  readonly expiresAt: number | null;
  /** Nano-dollars held for it, on each of its purses. */
  readonly held: bigint;
  /** Everything else, as JSON text. */
  readonly detail: string;
}

/** What a change may set. */
export type TaskChange = Partial<
  Pick<
    TaskRow,
    | 'state'
    | 'progress'
    | 'visible'
    | 'channel'
    | 'credential'
    | 'driver'
    | 'upstreamId'
    | 'startedAt'
    | 'finishedAt'
    | 'deadlineAt'
    | 'polls'
    | 'expiresAt'
    | 'detail'
    | 'model'
  >
>;

/** When a changed task is looked at next: so many milliseconds from now, and who keeps it until then, if anyone does. */
export interface NextLook {
  readonly inMs: number;
  /** Keeps the lease for `inMs` instead of giving the task up to whoever is free. */
  readonly keepFor?: string | undefined;
}

/** News that is owed to a client's address. */
export interface HookDraft {
  readonly id: string;
  readonly taskId: string;
  readonly url: string;
  readonly body: string;
  /** A secret to sign with, or empty. */
  readonly secret: string;
}

/** News that is owed, claimed by one node. */
export interface HookRow extends HookDraft {
  readonly attempts: number;
  readonly createdAt: number;
}

/** How a task ends: its change, its settlement's text form, and news for its client; one transaction. */
export interface TaskEnding {
  readonly change: TaskChange;
  readonly settlement: string;
  readonly hook: HookDraft | undefined;
  /** Milliseconds until somebody goes on to copy what it made; undefined when there is nothing to copy. */
  readonly copyInMs?: number | undefined;
}

/** What is looked for among an account's tasks. */
export interface TaskQuery {
  /** Left out it is everybody's, for operators. */
  readonly accountId?: number;
  readonly channel?: number;
  readonly dialects?: readonly string[];
  readonly states?: readonly TaskState[];
  readonly model?: string;
  readonly verb?: string;
  readonly from?: number;
  readonly to?: number;
  /** Keyset: older (or newer, ascending) than this cursor. */
  readonly after?: string;
  readonly ascending?: boolean;
  readonly limit: number;
}

export interface TaskPage {
  readonly rows: TaskRow[];
  readonly next: string | undefined;
}

export interface TaskStore {
  /** How many tasks there are of a query, as far as `most`. */
  count(query: Omit<TaskQuery, 'after' | 'limit'>, most: number): Promise<number>;
  /**
   * Writes a task and holds `task.held` on every purse, in one transaction; `keeper` has it on lease for `leaseMs`.
   * Answers the purse that cannot pay, the earlier task of the same owner and idempotency key, or `taken` when another
   * task has its public id.
   */
  create(
    task: TaskRow,
    purses: readonly string[],
    keeper: string,
    leaseMs: number,
    idempotencyKey: string,
  ): Promise<{ readonly refused: string } | { readonly existing: TaskRow } | 'created' | 'taken'>;
  byId(id: string): Promise<TaskRow | undefined>;
  /** Of one account alone: a foreign one and an unknown one look the same. */
  find(accountId: number, publicIds: readonly string[]): Promise<TaskRow[]>;
  /** The task of a public id, whoever's it is: for operators. */
  anyone(publicId: string): Promise<TaskRow | undefined>;
  /** Visible or not, by what the upstream calls it. */
  byUpstream(channel: number, upstreamIds: readonly string[]): Promise<TaskRow[]>;
  list(query: TaskQuery): Promise<TaskPage>;
  /**
   * Takes at most `limit` tasks that are due, each for one node alone, for `leaseMs`; of those that run, also such as
   * this node has already and somebody woke.
   */
  claim(keeper: string, leaseMs: number, limit: number): Promise<TaskRow[]>;
  /**
   * Frees the tasks that a process of this node had when it ended, and, without a node, those of nodes that the store
   * has not heard of for their time: they are due at once. Answers how many.
   */
  free(node: string | undefined): Promise<number>;
  /** Changes a task that still has this version; false when somebody else was there first, or it is final. */
  change(id: string, version: number, change: TaskChange, next: NextLook): Promise<boolean>;
  /** Several changes in one transaction; for each whether it was made, as `change` answers it. */
  changeAll(
    changes: readonly {
      readonly id: string;
      readonly version: number;
      readonly change: TaskChange;
      readonly next: NextLook;
    }[],
  ): Promise<boolean[]>;
  /**
   * Keeps tasks that run for the node that has them, for `leaseMs` more; 0 gives them up, to be looked at at once by
   * whoever is free. Answers those that it still had.
   */
  keep(keeper: string, ids: readonly string[], leaseMs: number): Promise<string[]>;
  /** Leaves tasks as they are and has them looked at later; those that were changed meanwhile stay untouched. */
  reschedule(looks: readonly { readonly id: string; readonly version: number; readonly inMs: number }[]): Promise<void>;
  /**
   * Puts a task that waited for its owner back to work, with `held` on every purse instead of what it held; `keeper`
   * has it for `leaseMs`. Answers the purse that cannot pay; false as `change` does.
   */
  resume(
    id: string,
    version: number,
    change: TaskChange,
    hold: { readonly purses: readonly string[]; readonly held: bigint },
    keeper: string,
    leaseMs: number,
  ): Promise<boolean | { readonly refused: string }>;
  /** Ends a task once: state, settlement, its hold, its news. False when it was changed meanwhile or has ended. */
  finish(id: string, version: number, ending: TaskEnding): Promise<boolean>;
  /**
   * Sets a change on a final task, such as assets that were copied or removed. It is looked at again after
   * `copyInMs`, or never.
   */
  amend(id: string, version: number, change: TaskChange, copyInMs?: number): Promise<boolean>;
  /** Has tasks looked at now, by whoever has them; those that are in the middle of a step are left alone. */
  wake(ids: readonly string[]): Promise<void>;
  /** Notes ids of things that a task made, so that follow-ups find it. */
  addReferences(taskId: string, accountId: number, references: readonly string[]): Promise<void>;
  /** The account's task that made a thing, newest first. */
  byReference(accountId: number, reference: string): Promise<TaskRow | undefined>;
  /** Final tasks whose assets are past their time. */
  outdated(limit: number): Promise<TaskRow[]>;
  /** How many tasks there are in each state that is not final. */
  open(): Promise<{ readonly state: TaskState; readonly count: number }[]>;
  /** How many tasks that have not ended are at a channel. */
  openAt(channel: number): Promise<number>;
  /** Forgets at most `limit` tasks that ended longer than `ageMs` ago and have no copies left. Answers how many. */
  forget(ageMs: number, limit: number): Promise<number>;
  /** Takes news that is due, for `leaseMs`. */
  claimHooks(leaseMs: number, limit: number): Promise<HookRow[]>;
  /** Owes news that is not a task's end. */
  addHook(hook: HookDraft): Promise<void>;
  /** News that was delivered, or given up, is removed. */
  removeHook(id: string): Promise<void>;
  /** News that was not delivered is tried again after `inMs`. */
  delayHook(id: string, inMs: number): Promise<void>;
}
