// Embeddings, rerank, moderations and completions by the official clients of their vendors.

import { GoogleGenAI } from '@google/genai';
import { CohereClientV2 } from 'cohere-ai';
import OpenAI from 'openai';
import { VoyageAIClient } from 'voyageai';
import { check, type MediaCase, type Stage } from './stage.ts';

/** Texts of 24 bytes are 6 tokens each. */
const TEXTS = ['a road sign on a hill...', 'a toll gate by a river..'];
const QUERY = 'what stands on the hill?';
/** The query is read once with each document. */
const RANKED_TOKENS = 24n;

const network = globalThis.fetch;

/** A client's own fetch that keeps the id of the last answer, for SDKs that do not show it. */
function keepingId(): { readonly fetch: typeof fetch; readonly id: () => string } {
  let last = '';
  return {
    id: () => last,
    fetch: async (input, init) => {
      const response = await network(input, init);
      last = response.headers.get('x-request-id') ?? '';
      return response;
    },
  };
}

const openai = ({ url, key }: Stage): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

function embedding(model: string, nanoPerToken: bigint): MediaCase {
  return {
    name: `openai: embeddings ${model}, base64, 64 dimensions`,
    charge: 12n * nanoPerToken,
    async run(stage) {
      const { data, request_id: id } = await openai(stage)
        .embeddings.create({ model, input: TEXTS, dimensions: 64 })
        .withResponse();
      const sizes = data.data.map(row => row.embedding.length);
      check(sizes.join() === '64,64', `vectors of ${sizes.join()}`);
      return { requestId: id ?? '', seen: `2 vectors of 64, ${data.usage.prompt_tokens} tokens` };
    },
  };
}

function completion(model: string, streamed: boolean, input: bigint, output: bigint): MediaCase {
  return {
    name: `openai: completions ${model}${streamed ? ', streamed' : ''}`,
    // The answer is cut at eight tokens.
    charge: 6n * input + 8n * output,
    async run(stage) {
      const options = { model, prompt: TEXTS[0] ?? '', max_tokens: 8 };
      if (!streamed) {
        const { data, request_id: id } = await openai(stage).completions.create(options).withResponse();
        check(data.choices[0]?.finish_reason === 'length', 'not cut');
        return { requestId: id ?? '', seen: data.choices[0]?.text ?? '' };
      }
      const { data, request_id: id } = await openai(stage)
        .completions.create({ ...options, stream: true })
        .withResponse();
      let text = '';
      for await (const chunk of data) text += chunk.choices[0]?.text ?? '';
      return { requestId: id ?? '', seen: text };
    },
  };
}

export const smallCases: readonly MediaCase[] = [
  embedding('text-embedding-3-small', 20n),
  embedding('embed-v4.0', 120n),
  embedding('voyage-3.5', 60n),
  {
    name: 'google: embedContent gemini-embedding-2, one content of two parts',
    // The two texts and the line break between them are 49 bytes.
    charge: 13n * 200n,
    async run({ url, key }) {
      const kept = keepingId();
      globalThis.fetch = kept.fetch;
      try {
        const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
        const answer = await client.models.embedContent({ model: 'gemini-embedding-2', contents: TEXTS });
        check((answer.embeddings?.length ?? 0) > 0, 'no vectors');
        return { requestId: kept.id(), seen: `${answer.embeddings?.length} vectors` };
      } finally {
        globalThis.fetch = network;
      }
    },
  },
  {
    name: 'cohere: rerank rerank-v3.5, one search',
    charge: 2_000_000n,
    async run({ url, key }) {
      const client = new CohereClientV2({ token: key, environment: url });
      const call = client.rerank({ model: 'rerank-v3.5', query: QUERY, documents: TEXTS }).withRawResponse();
      const { data, rawResponse } = await call;
      check(data.results[0]?.index === 0, 'wrong order');
      return { requestId: rawResponse.headers.get('x-request-id') ?? '', seen: `${data.results.length} ranked` };
    },
  },
  {
    name: 'voyage: rerank rerank-2.5, by tokens',
    charge: RANKED_TOKENS * 50n,
    async run({ url, key }) {
      const client = new VoyageAIClient({ apiKey: key, environment: `${url}/v1` });
      const call = client.rerank({ model: 'rerank-2.5', query: QUERY, documents: TEXTS }).withRawResponse();
      const { data, rawResponse } = await call;
      check(data.data?.[0]?.index === 0, 'wrong order');
      return { requestId: rawResponse.headers.get('x-request-id') ?? '', seen: `${data.data?.length ?? 0} ranked` };
    },
  },
  {
    name: 'openai: moderations omni-moderation-latest, free',
    charge: 0n,
    async run(stage) {
      const { data, request_id: id } = await openai(stage).moderations.create({ input: TEXTS }).withResponse();
      check(
        data.results.every(row => !row.flagged),
        'flagged',
      );
      return { requestId: id ?? '', seen: `${data.results.length} judged` };
    },
  },
  completion('gpt-3.5-turbo-instruct', false, 1_500n, 2_000n),
  completion('gpt-3.5-turbo-instruct', true, 1_500n, 2_000n),
];
