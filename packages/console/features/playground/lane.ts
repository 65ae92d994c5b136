// One lane of the playground: a model, its side of the conversation, and the answer that is coming.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { USAGE_KEY, WALLET_KEY } from '../../api/queries.ts';
import { jsonBody, relay } from '../../api/relay.ts';
import type { CallDetail } from '../../api/types.ts';
import { chargeOf, estimateTokens } from './charge.ts';
import { type Chat, CannotCarry, type Protocol, type Turn } from './chat.ts';
import { eventsOf, parsed } from './events.ts';
import { WIRES } from './wires/index.ts';

/** An answer, as far as it is there. */
export interface Answer {
  readonly state: 'waiting' | 'coming' | 'done' | 'stopped' | 'failed';
  readonly text: string;
  readonly thinking: string;
  readonly images: readonly string[];
  /** Milliseconds from the request to the first event, and to the end. */
  readonly firstMs: number | undefined;
  readonly totalMs: number | undefined;
  /** Tokens as the upstream counts them; undefined as long as it has not said. */
  readonly tokens: number | undefined;
  readonly fault: unknown;
  /** Our id of the call. */
  readonly requestId: string;
  readonly charge: CallDetail | undefined;
}

/** A turn with how it came about. */
export type Exchange = Turn & { readonly answer?: Answer };

const EMPTY: Answer = {
  state: 'waiting',
  text: '',
  thinking: '',
  images: [],
  firstMs: undefined,
  totalMs: undefined,
  tokens: undefined,
  fault: undefined,
  requestId: '',
  charge: undefined,
};

export interface Lane {
  readonly turns: readonly Exchange[];
  readonly running: boolean;
  /** Says something and has it answered. */
  send(said: Turn, request: Omit<Chat, 'turns'>, protocol: Protocol, keyId: number): Promise<void>;
  /** Breaks the answer off: what was delivered is charged. */
  stop(): void;
  /** Begins anew, or with turns of a sample. */
  reset(turns?: readonly Turn[]): void;
}

/** Tokens of an answer, counted or estimated. */
export function tokensOf(answer: Answer): number {
  return answer.tokens ?? estimateTokens(answer.thinking) + estimateTokens(answer.text);
}

/** What the model is told again: its answers that came to something. */
function historyOf(turns: readonly Exchange[]): Turn[] {
  return turns.filter(turn => turn.role === 'user' || turn.text !== '');
}

export function useLane(): Lane {
  const queries = useQueryClient();
  const [turns, setTurns] = useState<readonly Exchange[]>([]);
  const [running, setRunning] = useState(false);
  const calling = useRef<AbortController | undefined>(undefined);

  const send = useCallback<Lane['send']>(
    async (said, request, protocol, keyId) => {
      const abort = new AbortController();
      calling.current = abort;
      const history = [...historyOf(turns), said];
      // The reader may have begun anew meanwhile.
      const show = (answer: Answer): void => {
        if (calling.current === abort) setTurns([...turns, said, { role: 'assistant', text: answer.text, answer }]);
      };
      setRunning(true);
      const last = await run({ ...request, turns: history }, protocol, keyId, abort.signal, show);
      setRunning(false);
      if (last.requestId === '') return;
      const charge = await chargeOf(last.requestId);
      setTurns(now =>
        now.map(turn =>
          turn.answer?.requestId === last.requestId ? { ...turn, answer: { ...turn.answer, charge } } : turn,
        ),
      );
      await queries.invalidateQueries({ queryKey: USAGE_KEY });
      await queries.invalidateQueries({ queryKey: WALLET_KEY });
    },
    [turns, queries],
  );
  const stop = useCallback(() => calling.current?.abort(), []);
  const reset = useCallback((begin: readonly Turn[] = []) => {
    calling.current?.abort();
    calling.current = undefined;
    setTurns(begin);
  }, []);
  return { turns, running, send, stop, reset };
}

/** Carries out one request and tells the answer as it grows; answers how it ended. */
async function run(
  chat: Chat,
  protocol: Protocol,
  keyId: number,
  signal: AbortSignal,
  show: (answer: Answer) => void,
): Promise<Answer> {
  const wire = WIRES[protocol];
  const began = performance.now();
  let answer = EMPTY;
  const put = (change: Partial<Answer>): void => {
    answer = { ...answer, ...change };
    show(answer);
  };
  put({});
  try {
    const request = jsonBody(wire.body(chat, true));
    const headers = { ...request.headers, ...wire.headers };
    const response = await relay(wire.path(chat.model), keyId, { ...request, headers, signal });
    put({ requestId: response.headers.get('x-request-id') ?? '' });
    if (response.body === null) throw new ApiError(0, {}, answer.requestId);
    for await (const data of eventsOf(response.body)) {
      const delta = wire.read(parsed(data));
      if (delta.error !== undefined) throw new ApiError(502, { message: delta.error }, answer.requestId);
      put({
        state: 'coming',
        text: answer.text + (delta.text ?? ''),
        thinking: answer.thinking + (delta.thinking ?? ''),
        images: delta.image === undefined ? answer.images : [...answer.images, delta.image],
        tokens: delta.outputTokens ?? answer.tokens,
        firstMs: answer.firstMs ?? performance.now() - began,
      });
    }
    put({ state: 'done', totalMs: performance.now() - began });
  } catch (error) {
    const totalMs = performance.now() - began;
    if (signal.aborted) put({ state: 'stopped', totalMs });
    else if (error instanceof ApiError || error instanceof CannotCarry)
      put({ state: 'failed', totalMs, fault: error, requestId: answer.requestId || idOf(error) });
    // A connection that breaks inside the body is a fault of the network.
    else put({ state: 'failed', totalMs, fault: new ApiError(0, {}, answer.requestId) });
  }
  return answer;
}

function idOf(error: Error): string {
  return error instanceof ApiError ? error.requestId : '';
}
