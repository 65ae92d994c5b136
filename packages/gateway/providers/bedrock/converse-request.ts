// A Messages request as Bedrock's Converse takes it, for the models of all makers (clouds §3.6).

import { objectOf, objectsOf } from '../account-calls.ts';

type Json = Readonly<Record<string, unknown>>;

/** The body of Converse. */
export function converseBody(fields: Json, model: string): Record<string, unknown> {
  const messages = turnsOf(fields['messages']);
  const asked = outputOf(fields);
  return {
    messages,
    ...given('system', blocksOf(fields['system']).flatMap(systemBlocks)),
    inferenceConfig: present({
      maxTokens: fields['max_tokens'],
      temperature: atMostOne(fields['temperature']),
      topP: fields['top_p'],
      stopSequences: fields['stop_sequences'],
    }),
    ...given('toolConfig', toolConfig(fields, messages)),
    ...given('outputConfig', asked),
    ...given('additionalModelRequestFields', ofModel(fields, model)),
  };
}

/** The messages, those of one speaker in a row joined: speakers must take turns. */
function turnsOf(value: unknown): Json[] {
  const turns: { role: unknown; content: Json[] }[] = [];
  for (const { role, content } of objectsOf(value) ?? []) {
    const blocks = blocksOf(content).flatMap(converseBlocks);
    const last = turns.at(-1);
    if (last !== undefined && last.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) turns.push({ role, content: blocks });
  }
  return turns;
}

/** The blocks of a content that may be a text. */
function blocksOf(content: unknown): readonly Json[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return objectsOf(content) ?? [];
}

function systemBlocks(block: Json): Json[] {
  const text: Json = { text: block['text'] };
  return block['text'] === '' ? [] : [text, ...cachePoint(block)];
}

/** One block, and the mark behind it. */
function converseBlocks(block: Json): Json[] {
  const made = converseBlock(block);
  return made === undefined ? [] : [made, ...cachePoint(block)];
}

function converseBlock(block: Json): Json | undefined {
  switch (block['type']) {
    case 'text':
      return block['text'] === '' ? undefined : { text: block['text'] };
    case 'image':
      return { image: { format: formatOf(objectOf(block['source'])), source: bytesOf(objectOf(block['source'])) } };
    case 'document':
      return documentOf(block);
    case 'tool_use':
      return { toolUse: { toolUseId: block['id'], name: block['name'], input: block['input'] ?? {} } };
    case 'tool_result':
      return {
        toolResult: {
          toolUseId: block['tool_use_id'],
          content: resultContent(block['content']),
          status: block['is_error'] === true ? 'error' : 'success',
        },
      };
    case 'thinking':
      return {
        reasoningContent: { reasoningText: present({ text: block['thinking'], signature: block['signature'] }) },
      };
    case 'redacted_thinking':
      return { reasoningContent: { redactedContent: block['data'] } };
    default:
      // Searches and their like were made by servers that are not asked here.
      return undefined;
  }
}

/** What a tool gave back; nothing at all is refused, a blank is not. */
function resultContent(content: unknown): Json[] {
  const made = blocksOf(content).flatMap((block): Json[] => {
    const one = converseBlock(block);
    return one === undefined ? [] : [one];
  });
  return made.length === 0 ? [{ text: ' ' }] : made;
}

function documentOf(block: Json): Json {
  const source = objectOf(block['source']);
  const isText = source['type'] === 'text';
  const text = typeof source['data'] === 'string' ? source['data'] : '';
  const name = typeof block['title'] === 'string' ? block['title'] : '';
  return {
    document: present({
      format: isText ? 'txt' : formatOf(source),
      // Names take letters, digits, blanks, hyphens and brackets alone.
      name:
        name
          .replace(/[^a-zA-Z0-9 \-()[\]]+/g, ' ')
          .replace(/ +/g, ' ')
          .trim()
          .slice(0, 200) || 'document',
      source: isText ? { bytes: Buffer.from(text).toString('base64') } : bytesOf(source),
      citations: objectOf(block['citations'])['enabled'] === true ? { enabled: true } : undefined,
    }),
  };
}

const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

function formatOf(source: Json): string {
  const type = typeof source['media_type'] === 'string' ? source['media_type'] : '';
  return FORMATS[type] ?? type.replace(/^.*\//, '');
}

function bytesOf(source: Json): Json {
  return { bytes: source['data'] };
}

function cachePoint(block: Json): Json[] {
  if (block['cache_control'] === undefined || block['cache_control'] === null) return [];
  return [{ cachePoint: present({ type: 'default', ttl: objectOf(block['cache_control'])['ttl'] }) }];
}

/** Tools, unless none may be called; but a history with calls in it must come with them. */
function toolConfig(fields: Json, messages: readonly Json[]): Json | undefined {
  const tools = (objectsOf(fields['tools']) ?? []).filter(tool => tool['input_schema'] !== undefined);
  const choice = objectOf(fields['tool_choice']);
  const called = JSON.stringify(messages).includes('"toolUseId"');
  if (tools.length === 0 || (choice['type'] === 'none' && !called)) return undefined;
  return present({
    tools: tools.flatMap(tool => [
      {
        toolSpec: present({
          name: tool['name'],
          description: tool['description'] === '' ? undefined : tool['description'],
          inputSchema: { json: tool['input_schema'] },
          strict: tool['strict'] === true ? true : undefined,
        }),
      },
      ...cachePoint(tool),
    ]),
    toolChoice: CHOICES[String(choice['type'])]?.(choice),
  });
}

const CHOICES: Readonly<Record<string, (choice: Json) => Json>> = {
  auto: () => ({ auto: {} }),
  any: () => ({ any: {} }),
  tool: choice => ({ tool: { name: choice['name'] } }),
};

function outputOf(fields: Json): Json | undefined {
  const format = objectOf(objectOf(fields['output_config'])['format'] ?? fields['output_format']);
  if (format['type'] !== 'json_schema') return undefined;
  const jsonSchema = { name: 'answer', schema: JSON.stringify(format['schema'] ?? {}) };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } } };
}

/** What only the models of one maker know. */
function ofModel(fields: Json, model: string): Json | undefined {
  const { thinking, top_k: top } = fields;
  const effort = objectOf(fields['output_config'])['effort'];
  if (/anthropic\./.test(model)) return orNone({ thinking, top_k: top });
  if (/amazon\.nova/.test(model)) return top === undefined ? undefined : { inferenceConfig: { topK: top } };
  if (/openai\./.test(model)) return orNone({ reasoning_effort: effort });
  return undefined;
}

function atMostOne(value: unknown): unknown {
  return typeof value === 'number' ? Math.min(value, 1) : value;
}

function present(values: Record<string, unknown>): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function orNone(values: Record<string, unknown>): Json | undefined {
  const kept = present(values);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function given(name: string, value: unknown): Json {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  return isEmpty ? {} : { [name]: value };
}
