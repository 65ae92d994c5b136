// What a translation could not keep: named by the client's own path, so that the client can be told.

/** One thing that did not survive a translation. */
export interface Loss {
  /** Where it stood in the client's body: `seed`, `messages[2].content[1].cache_control`, `generationConfig.topK`. */
  readonly path: string;
  /** Left out; brought into the target's range; or done in another way that may differ. */
  readonly how: 'dropped' | 'clamped' | 'emulated';
}

/** Every field of the neutral request outside of messages and tools that an encoder may have to drop. */
export type RequestField =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'logitBias'
  | 'reasoning'
  | 'limit'
  | 'choices'
  | 'stop'
  | 'format'
  | 'verbosity'
  | 'modalities'
  | 'speech'
  | 'image'
  | 'logprobs'
  | 'user'
  | 'metadata'
  | 'serviceTier'
  | 'cacheKey'
  | 'cacheRetention'
  | 'store'
  | 'cache'
  | 'tools'
  | 'toolChoice'
  | 'parallelTools';

/** How a protocol names each of them in its body; what it has no name for cannot come from it. */
export type FieldNames = Readonly<Partial<Record<RequestField, string>>>;
