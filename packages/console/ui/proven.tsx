// Runs an act that may need a fresh proof of who one is: asks for it when the gateway does, then runs it again.

import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { Proof } from './proof.tsx';

interface Proven<Input, Output> {
  readonly busy: boolean;
  /** What went wrong, but for a proof that is being asked for. */
  readonly error: unknown;
  readonly data: Output | undefined;
  readonly done: boolean;
  run(input: Input): void;
  /** To be shown somewhere: the question for the proof, while it is asked. */
  readonly question: ReactNode;
}

/** `keys`: what is read anew once it is done. */
export function useProven<Input, Output>(
  act: (input: Input) => Promise<Output>,
  options: { readonly keys?: readonly QueryKey[]; onDone?(output: Output): void } = {},
): Proven<Input, Output> {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState<{ readonly input: Input }>();
  const mutation = useMutation({
    mutationFn: act,
    async onSuccess(output) {
      await Promise.all((options.keys ?? []).map(queryKey => queries.invalidateQueries({ queryKey })));
      options.onDone?.(output);
    },
    onError(error, input) {
      if (error instanceof ApiError && error.code === 'AUTH_PROOF_NEEDED') setWaiting({ input });
    },
  });
  const asked = mutation.error instanceof ApiError && mutation.error.code === 'AUTH_PROOF_NEEDED';
  return {
    busy: mutation.isPending,
    error: asked ? null : mutation.error,
    data: mutation.data,
    done: mutation.isSuccess,
    run: input => mutation.mutate(input),
    question:
      waiting === undefined ? null : (
        <Proof
          onClose={() => setWaiting(undefined)}
          onProven={() => {
            setWaiting(undefined);
            mutation.mutate(waiting.input);
          }}
        />
      ),
  };
}
