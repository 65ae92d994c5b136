// The quick way between nodes for changes of health, beside the board that keeps them: said once, heard at once, kept nowhere.

import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { HealthEvent } from './health.ts';

/** A wire that all nodes hear. What it loses comes a second later over the board. */
export interface HealthWire {
  /** Tells the other nodes. Never fails. */
  send(text: string): void;
  /** Begins to hear. Never rejects. */
  listen(hear: (text: string) => void): Promise<void>;
  close(): Promise<void>;
}

/** A change with the node that noted it. */
export interface ToldEvent extends HealthEvent {
  readonly node: string;
}

const Told = Compile(
  Type.Object({
    node: Type.String(),
    at: Type.Number(),
    channel: Type.Integer(),
    channelName: Type.String(),
    credential: Type.String(),
    model: Type.String(),
    event: Type.Union([
      Type.Literal('open'),
      Type.Literal('cooling'),
      Type.Literal('suspended'),
      Type.Literal('off'),
      Type.Literal('held'),
      Type.Literal('closed'),
    ]),
    reason: Type.String(),
    until: Type.Number(),
    trips: Type.Integer(),
  }),
);

/** A change as a text. */
export function writeTold({ node, ...event }: ToldEvent): string {
  const { at, channel, channelName, credential, model, reason, until, trips } = event;
  return JSON.stringify({
    node,
    at,
    channel,
    channelName,
    credential,
    model,
    event: event.event,
    reason,
    until,
    trips,
  });
}

/** Reads what `writeTold` wrote; undefined for anything else. */
export function readTold(text: string): ToldEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Told.Check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
