// Pages of the objects that several calls answer: fields, and the JSON Schema itself.

import { callOf } from './endpoints/index.ts';
import { fieldTable } from './field.ts';
import { answerSchema } from './call-schema.ts';
import type { Page } from './page.ts';
import { LANGUAGES, t, type Language, type Text } from './text.ts';
import { WORDS } from './words.ts';

/** An object, and the call whose answer it is. */
const OBJECTS: readonly (readonly [id: string, call: string, title: Text])[] = [
  ['chat-completion', 'chat-completions', t('Chat completion', '对话补全对象')],
  ['response', 'responses', t('Response', 'Response 对象')],
  ['message', 'messages', t('Message', 'Message 对象')],
  ['generate-content-response', 'generate-content', t('GenerateContentResponse', 'GenerateContentResponse 对象')],
  ['images', 'images-generations', t('Images', '图像结果')],
  ['embeddings', 'embeddings', t('Embeddings', '向量结果')],
  ['video', 'videos-create', t('Video', '视频对象')],
  ['task', 'tasks-get', t('Task', '任务对象')],
  ['models', 'models-list', t('List of models', '模型列表')],
];

/** The pages. */
export function schemaPages(): readonly Page[] {
  return OBJECTS.map(([id, callId, title]) => {
    const call = callOf(callId);
    const rows = call?.returns ?? [];
    const schema = call === undefined ? undefined : answerSchema(call);
    const body = (language: Language): string => {
      const heads = {
        field: WORDS.field[language],
        type: WORDS.type[language],
        preset: WORDS.preset[language],
        meaning: WORDS.meaning[language],
        required: '',
      };
      const table = fieldTable(
        rows.map(([name, ...rest]) => [name.replace(/\*$/, ''), ...rest] as const),
        language,
        heads,
      );
      return [
        summary(call?.title)[language],
        table,
        '## JSON Schema',
        `\`\`\`json\n${JSON.stringify(schema, null, 2)}\n\`\`\``,
      ].join('\n\n');
    };
    const [en, zh] = LANGUAGES.map(body);
    return {
      path: `schemas/${id}`,
      section: 'schemas',
      title,
      summary: summary(call?.title),
      words: callId,
      body: { en: en ?? '', zh: zh ?? '' },
    };
  });
}

function summary(title: Text | undefined): Text {
  return t(`What “${title?.en ?? ''}” answers.`, `“${title?.zh ?? ''}”接口的响应。`);
}
