// All aggregates over one driver: the whole store but for opening and closing it.

import { encodeSettlement } from '../ledger/settlement-text.ts';
import { accessTokenStore } from './access-tokens.ts';
import { countAccounts, searchAccounts } from './account-search.ts';
import { accountStore } from './accounts.ts';
import { audit } from './audit.ts';
import { changeStore } from './changes.ts';
import { documentStore } from './documents.ts';
import type { Driver } from './driver.ts';
import { tellingFaults } from './faults.ts';
import { flowStore } from './flows.ts';
import { healthStore } from './health.ts';
import { codeStore } from './codes.ts';
import { keyStore } from './keys.ts';
import { dropAllLeases, dropLeases, giveBack, heartbeat, lease, leasesOf, want } from './leases.ts';
import { pinStore } from './pins.ts';
import { announcementStore } from './announcements.ts';
import { noticeStore } from './notice-store.ts';
import { orderStore } from './order-store.ts';
import { nodeStore } from './nodes.ts';
import { organisationStore } from './organisations.ts';
import { profileStore } from './profiles.ts';
import { openPurse, postTransfer, readPurse } from './purses.ts';
import { retentionStore } from './retention.ts';
import { recordStore } from './records.ts';
import { sessionStore } from './sessions.ts';
import { settleLines } from './settlement.ts';
import { signInStore } from './sign-ins.ts';
import type { LedgerStore, Store } from './store.ts';
import { taskStore } from './tasks.ts';
import { refund, transfersOf } from './transfers.ts';
import { countChange, forgetAnswers, readAnswersEpoch, readVersion } from './version.ts';

/** The aggregates of a store, each reachable by its name. */
export type Aggregates = Omit<Store, 'close' | 'listen' | keyof Counters> & { readonly counters: Counters };

/** The store's counters. */
type Counters = Pick<Store, 'version' | 'announce' | 'answersEpoch' | 'forgetAnswers'>;

function ledgerStore(driver: Driver): LedgerStore {
  const settle = (node: string, lines: string): Promise<number> =>
    tellingFaults(() => driver.transaction(transaction => settleLines(transaction, node, lines)));
  return {
    async purse(id) {
      const sql = 'SELECT id, balance, leased, overdraft, granted, spent FROM purses WHERE id = ?';
      const [row] = await driver.all(sql, [id]);
      return row === undefined ? undefined : readPurse(row);
    },
    post: transfer => driver.transaction(transaction => postTransfer(transaction, transfer)),
    lease: (node, purse, need, wish) => lease(driver, node, purse, need, wish),
    giveBack: (node, purse, amount, tell) =>
      driver.transaction(transaction => giveBack(transaction, node, purse, amount, tell)),
    want: (node, purse, need) => driver.transaction(transaction => want(transaction, node, purse, need)),
    settle: (node, records) =>
      settle(
        node,
        records
          .map(record => encodeSettlement(record, [`account:${record.accountId}`, `key:${record.keyId}`]))
          .join('\n'),
      ),
    settleLines: settle,
    dropLeases: node => driver.transaction(transaction => dropLeases(transaction, node)),
    dropAllLeases: () => driver.transaction(dropAllLeases),
    leases: node => leasesOf(driver, node),
    heartbeat: (node, leaseMs) => driver.transaction(transaction => heartbeat(transaction, node, leaseMs)),
    async setOverdraft(purse, amount) {
      if (amount < 0n) throw new RangeError('an overdraft is not negative');
      await driver.transaction(async transaction => {
        await openPurse(transaction, purse);
        await transaction.run('UPDATE purses SET overdraft = ? WHERE id = ?', [amount, purse]);
      });
    },
    transfers: query => transfersOf(driver, query),
    refund: draft => driver.transaction(transaction => refund(transaction, draft)),
    reconcile: () => driver.snapshot(audit),
  };
}

/** Builds every aggregate over a driver. */
export function aggregates(driver: Driver): Aggregates {
  return {
    accounts: {
      ...accountStore(driver),
      search: query => searchAccounts(driver, query),
      count: query => countAccounts(driver, query),
    },
    keys: keyStore(driver),
    organisations: organisationStore(driver),
    documents: documentStore(driver),
    ledger: ledgerStore(driver),
    records: recordStore(driver),
    retention: retentionStore(driver),
    codes: codeStore(driver),
    pins: pinStore(driver),
    health: healthStore(driver),
    nodes: nodeStore(driver),
    profiles: profileStore(driver),
    sessions: sessionStore(driver),
    accessTokens: accessTokenStore(driver),
    flows: flowStore(driver),
    signIns: signInStore(driver),
    changes: changeStore(driver),
    tasks: taskStore(driver),
    orders: orderStore(driver),
    notices: noticeStore(driver),
    announcements: announcementStore(driver),
    counters: {
      version: () => readVersion(driver),
      announce: () => driver.transaction(transaction => countChange(transaction)),
      answersEpoch: () => readAnswersEpoch(driver),
      forgetAnswers: () => driver.transaction(transaction => forgetAnswers(transaction)),
    },
  };
}
