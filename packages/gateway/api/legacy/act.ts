// Has an operation of the management API done for a call of this family: one set of rules, and one log of changes.

import { type Operation, type RawParts } from '../manage/operation.ts';
import { isRecord, type Json } from '../../relay/json.ts';
import type { Visit } from './envelope.ts';

/** What the operation answers, as an object; empty where it answers nothing. @throws Failure as the operation does */
export async function act({ services, exchange }: Visit, operation: Operation, parts: RawParts = {}): Promise<Json> {
  const answer = await operation.perform(services, exchange, parts);
  return isRecord(answer) ? answer : {};
}

/** The operation with this id, out of a list that has it. */
export function operationIn(operations: readonly Operation[], id: string): Operation {
  const found = operations.find(operation => operation.id === id);
  if (found === undefined) throw new TypeError(`the management API has no operation ${id}`);
  return found;
}
