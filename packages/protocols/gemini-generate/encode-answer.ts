// Writes a whole answer for a client of Google's.

import type { Answer, Choice } from '../conversation/answer.ts';
import type { Fields } from '../conversation/counts.ts';
import { Utf8Ruler } from '../conversation/utf8-ruler.ts';
import type { ClientContext } from '../codec.ts';
import { answerParts } from './answer-parts.ts';
import { GroundingWriter } from './grounding.ts';
import { encodeLogprobs } from './logprobs.ts';
import { finishReason } from './stop.ts';
import { writeUsage } from './usage.ts';

/** The answer, under the model's name that the client asked for. */
export function encodeAnswer(answer: Answer, client: ClientContext): Record<string, unknown> {
  const { usage } = answer;
  return {
    candidates: answer.choices.map((choice, index) => candidateOf(choice, index, usage?.searches)),
    ...(usage === undefined ? {} : { usageMetadata: writeUsage(usage) }),
    modelVersion: client.model,
    responseId: client.id,
  };
}

function candidateOf(choice: Choice, index: number, searches: number | undefined): Fields {
  const grounding = new GroundingWriter();
  const ruler = new Utf8Ruler();
  const parts: Fields[] = [];
  for (const part of choice.parts) {
    if (part.type === 'text') {
      const start = ruler.length;
      ruler.push(part.text);
      for (const citation of part.citations ?? []) grounding.cite({ start, end: ruler.length, ...citation });
    }
    if (part.type === 'server_tool' && grounding.take(part) && part.native?.[0]?.value['toolCall'] === undefined)
      continue;
    parts.push(...answerParts(part));
  }
  return {
    content: { ...(parts.length === 0 ? {} : { parts }), role: 'model' },
    finishReason: finishReason(choice.stop),
    index,
    // The meter is of the whole answer: it is told once.
    ...grounding.fields(index === 0 ? searches : undefined, ruler),
    ...(choice.logprobs === undefined || choice.logprobs.length === 0
      ? {}
      : { logprobsResult: encodeLogprobs(choice.logprobs) }),
  };
}
