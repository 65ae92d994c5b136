// The event ladder of a Responses stream: every item added, filled and done, one after another, numbered from zero.

import { pieces } from '../play/scene.ts';
import { isObject } from '../shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** Collects events with their sequence numbers. */
class Ladder {
  readonly events: string[] = [];

  step(type: string, fields: Json): void {
    const value = { type, ...fields, sequence_number: this.events.length };
    this.events.push(`event: ${type}\ndata: ${JSON.stringify(value)}\n\n`);
  }
}

/** All events of a response whose final form is given. */
export function responseEvents(response: Json): string[] {
  const ladder = new Ladder();
  const begun = {
    ...response,
    status: 'in_progress',
    output: [],
    usage: null,
    incomplete_details: null,
    completed_at: null,
  };
  ladder.step('response.created', { response: begun });
  ladder.step('response.in_progress', { response: begun });
  const output = Array.isArray(response['output']) ? response['output'].filter(isObject) : [];
  output.forEach((item, index) => {
    ladder.step('response.output_item.added', { output_index: index, item: emptied(item) });
    (FILLERS[String(item['type'])] ?? (() => undefined))(ladder, item, index);
    ladder.step('response.output_item.done', { output_index: index, item });
  });
  ladder.step(`response.${String(response['status'])}`, { response });
  return ladder.events;
}

/** An item as it is before its content. */
function emptied(item: Json): Json {
  switch (item['type']) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'custom_tool_call':
      return { ...item, status: 'in_progress', input: '' };
    case 'reasoning':
      return { ...item, summary: [] };
    default:
      return { ...item, status: 'in_progress' };
  }
}

type Filler = (ladder: Ladder, item: Json, index: number) => void;

const FILLERS: Readonly<Record<string, Filler>> = {
  message: fillMessage,
  function_call(ladder, item, index) {
    const at = { item_id: item['id'], output_index: index };
    for (const delta of pieces(String(item['arguments'])))
      ladder.step('response.function_call_arguments.delta', { ...at, delta });
    ladder.step('response.function_call_arguments.done', { ...at, arguments: item['arguments'], name: item['name'] });
  },
  custom_tool_call(ladder, item, index) {
    const at = { item_id: item['id'], output_index: index };
    for (const delta of pieces(String(item['input'])))
      ladder.step('response.custom_tool_call_input.delta', { ...at, delta });
    ladder.step('response.custom_tool_call_input.done', { ...at, input: item['input'] });
  },
  reasoning(ladder, item, index) {
    const summaries = Array.isArray(item['summary']) ? item['summary'].filter(isObject) : [];
    summaries.forEach((part, summaryIndex) => {
      const at = { item_id: item['id'], output_index: index, summary_index: summaryIndex };
      ladder.step('response.reasoning_summary_part.added', { ...at, part: { type: 'summary_text', text: '' } });
      for (const delta of pieces(String(part['text'])))
        ladder.step('response.reasoning_summary_text.delta', { ...at, delta });
      ladder.step('response.reasoning_summary_text.done', { ...at, text: part['text'] });
      ladder.step('response.reasoning_summary_part.done', { ...at, part });
    });
  },
  web_search_call(ladder, item, index) {
    for (const state of ['in_progress', 'searching', 'completed']) {
      ladder.step(`response.web_search_call.${state}`, { item_id: item['id'], output_index: index });
    }
  },
};

function fillMessage(ladder: Ladder, item: Json, index: number): void {
  const parts = Array.isArray(item['content']) ? item['content'].filter(isObject) : [];
  parts.forEach((part, contentIndex) => {
    const at = { item_id: item['id'], output_index: index, content_index: contentIndex };
    const refused = part['type'] === 'refusal';
    const text = String(refused ? part['refusal'] : part['text']);
    const empty = refused
      ? { type: 'refusal', refusal: '' }
      : { type: 'output_text', text: '', annotations: [], logprobs: [] };
    ladder.step('response.content_part.added', { ...at, part: empty });
    const name = refused ? 'response.refusal' : 'response.output_text';
    for (const delta of pieces(text))
      ladder.step(`${name}.delta`, refused ? { ...at, delta } : { ...at, delta, logprobs: [] });
    const annotations = Array.isArray(part['annotations']) ? part['annotations'] : [];
    annotations.forEach((annotation, annotationIndex) => {
      ladder.step('response.output_text.annotation.added', { ...at, annotation_index: annotationIndex, annotation });
    });
    ladder.step(`${name}.done`, refused ? { ...at, refusal: text } : { ...at, text, logprobs: [] });
    ladder.step('response.content_part.done', { ...at, part });
  });
}
