// What an account wants to hear of, and where: kept sealed, since addresses of this kind are secrets.

import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Seal } from '../identity/seal.ts';
import { parseUsd } from '../ledger/money.ts';
import type { WishRow } from '../store/notice-store.ts';
import { CHOICES, EVENTS } from './events.ts';

/** A place that notices go to. */
export const Target = Type.Union([
  Type.Object({ id: Type.String(), kind: Type.Literal('email'), address: Type.String() }),
  Type.Object({ id: Type.String(), kind: Type.Literal('webhook'), url: Type.String(), secret: Type.String() }),
  Type.Object({ id: Type.String(), kind: Type.Literal('bark'), url: Type.String(), key: Type.String() }),
  Type.Object({ id: Type.String(), kind: Type.Literal('telegram'), token: Type.String(), chat: Type.String() }),
]);
export type Target = Static<typeof Target>;

const Wishes = Type.Object({
  language: Type.Union([Type.Literal('en'), Type.Literal('zh')]),
  /** Kinds of notices that are not wanted. */
  off: Type.Array(Type.String()),
  targets: Type.Array(Target),
});
export type Wishes = Static<typeof Wishes>;
const check = Compile(Wishes);

/** The wishes of a row; undefined where nothing was chosen. @throws Error when they were sealed under another secret. */
export function openWishes(row: WishRow, seal: Seal): Wishes {
  return check.Parse(JSON.parse(seal.open(row.sealed)));
}

export function sealWishes(accountId: number, threshold: bigint, wishes: Wishes, seal: Seal): WishRow {
  return { accountId, threshold, sealed: seal.seal(JSON.stringify(wishes)) };
}

/** What holds for whoever chose nothing: everything, by mail where there is an address. */
export function usualWishes(email: string): Wishes {
  return { language: 'en', off: [], targets: email === '' ? [] : [{ id: 'email', kind: 'email', address: email }] };
}

/** Whether somebody wants to hear of a kind of notice. */
export function wants(wishes: Wishes, type: string): boolean {
  return !wishes.off.includes(type);
}

/** The kinds that an account can choose, by whether it is an operator's. */
export function choicesFor(isOperator: boolean): readonly string[] {
  return CHOICES.filter(type => isOperator || !EVENTS[type].operators);
}

export const DEFAULT_THRESHOLD = (setting: string): bigint => parseUsd(setting);
