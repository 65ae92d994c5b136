// Reads the requests of a batch one by one: all of one model, each what its call may be, and what all of them may cost at most.

import { Failure } from '@turnpike/protocols/failures';
import type { PriceSheet } from '../../ledger/price.ts';
import type { World } from '../../world.ts';
import type { CallObject } from '../call.ts';
import type { BatchEndpoint } from './endpoints.ts';

/** The terms on which a batch is taken. */
export interface BatchTerms {
  readonly world: World;
  /** A list for batches. */
  readonly sheet: PriceSheet;
  /** Millionths. */
  readonly multiplier: bigint;
}

const MOST_REQUESTS = 100_000;
const MOST_NAME = 512;

/** Adds up the requests of one batch. */
export class BatchReader<Terms extends BatchTerms> {
  private readonly endpoint: BatchEndpoint;
  private readonly termsOf: (model: string) => Terms;
  private readonly names = new Set<string>();
  private readonly kept = new Map<string, CallObject>();
  private first: { readonly model: string; readonly terms: Terms } | undefined;
  private most = 0n;

  /** `termsOf` is asked once, for the model of the first request. @throws Failure when it may not be had */
  constructor(endpoint: BatchEndpoint, termsOf: (model: string) => Terms) {
    this.endpoint = endpoint;
    this.termsOf = termsOf;
  }

  /** Takes one request. @throws Failure for what is wrong with it, told with `where` it stands */
  take(where: string, name: unknown, body: Buffer): void {
    if (typeof name !== 'string' || name === '' || name.length > MOST_NAME)
      throw bad(where, `custom_id must be a text of 1 to ${MOST_NAME} characters.`);
    if (this.names.has(name)) throw bad(where, `custom_id ${name} is there twice: answers are told apart by it.`);
    this.names.add(name);
    if (this.names.size > MOST_REQUESTS) throw bad(where, `a batch may have at most ${MOST_REQUESTS} requests.`);
    const { errand, state } = this.read(where, body);
    this.first ??= { model: errand.model, terms: this.termsOf(errand.model) };
    const { model, terms } = this.first;
    if (errand.model !== model)
      throw bad(where, `the model is ${errand.model}, and ${model} before it: a batch is of one model.`);
    for (const one of state) this.kept.set(`${one.kind} ${one.id}`, one);
    this.most += errand.worst(terms.world, errand.priced?.(terms.sheet) ?? terms.sheet, terms.multiplier);
  }

  private read(where: string, body: Buffer): ReturnType<BatchEndpoint['read']> {
    try {
      return this.endpoint.read(body);
    } catch (error) {
      if (error instanceof Failure) throw bad(where, error.message, error);
      throw error;
    }
  }

  /** All of it. @throws Failure when there was nothing */
  done(): {
    readonly model: string;
    readonly terms: Terms;
    readonly requests: number;
    /** Nano-dollars. */
    readonly worst: bigint;
    readonly state: readonly CallObject[];
  } {
    if (this.first === undefined) throw new Failure('invalid_request', 'The batch has no requests.');
    return { ...this.first, requests: this.names.size, worst: this.most, state: [...this.kept.values()] };
  }
}

function bad(where: string, why: string, cause?: unknown): Failure {
  return new Failure('invalid_request', `${where}: ${why}`, { cause });
}
