// The small APIs: embeddings, rerank and moderation in every vendor's form.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { MODEL, USER } from './rows.ts';

const DASHSCOPE = ['', '/bailian', '/dashscope', '/alibailian'].map(prefix => `${prefix}/api/v1/services`);
const behind = (path: string): readonly string[] => DASHSCOPE.slice(1).map(root => root + path);
const versions = (verb: string): readonly string[] =>
  ['/v1alpha', '/v1'].map(version => `${version}/models/{model*}:${verb}`);
const GOOGLE_MODEL: Row = ['model*', 'string', 'Name of the model.', '模型名。'];

const QUERY: Row = ['query*', 'string', 'What is looked for.', '查询文本。'];
const DOCUMENTS: Row = ['documents*', 'array', 'Texts, or objects with `text`.', '文本，或带 `text` 的对象。'];
const RERANK_SAMPLE = {
  query: 'Where do foxes sleep?',
  documents: ['Foxes sleep in dens.', 'The bank opens at nine.', 'Dens are dug into the earth.'],
} as const;

export const embeddings: CallFamily = {
  section: 'search',
  id: 'embeddings',
  title: t('Embeddings', '向量嵌入'),
  calls: [
    {
      id: 'embeddings',
      method: 'POST',
      path: '/v1/embeddings',
      aliases: ['/v1/engines/{model*}/embeddings', '/compatible-mode/v1/embeddings'],
      title: t('Embeddings', '向量嵌入'),
      purpose: t(
        'Turns texts into vectors, by any maker’s model. Tokens in place of texts are understood.',
        '把文本转换为向量，支持各家模型；也接受 token 数组（LangChain 默认如此）。',
      ),
      body: [
        MODEL,
        ['input*', 'string|array', 'A text, texts, or tokens; at most 2048.', '文本、多段文本或 token，最多 2048 条。'],
        ['encoding_format', '"float"|"base64" = "float"', 'Numbers, or their bytes.', '数字或其字节。'],
        [
          'dimensions',
          'integer 1..',
          'Length of the vectors, where the model lets you choose.',
          '向量维度（模型支持时）。',
        ],
        USER,
      ],
      returns: [
        ['object*', '"list"', 'Kind of the object.', '对象类型。'],
        ['data*', 'object[]', 'A vector for each input.', '每个输入一个向量。'],
        ['data[].index*', 'integer', 'Which input.', '对应的输入序号。'],
        ['data[].embedding*', 'number[]|string', 'The vector.', '向量。'],
        ['model*', 'string', 'The model.', '模型。'],
        ['usage*', 'object', 'What is paid for.', '计费用量。'],
        ['usage.prompt_tokens*', 'integer', 'Input.', '输入 token。'],
      ],
      cost: 'tokens',
      sdk: { library: 'openai', method: 'embeddings.create' },
      samples: [
        {
          id: 'texts',
          title: t('Two texts', '两段文本'),
          body: { model: 'text-embedding-3-small', input: ['A fox', 'A dog'], dimensions: 8 },
        },
      ],
    },
    {
      id: 'embed-cohere',
      method: 'POST',
      path: '/v2/embed',
      title: t('Embeddings, Cohere’s form', '向量嵌入（Cohere 格式）'),
      purpose: t('What Cohere’s library calls.', 'Cohere 官方库所用的接口。'),
      body: [
        MODEL,
        [
          'input_type*',
          'string',
          '`search_document`, `search_query`, `classification`, `clustering`.',
          '`search_document`、`search_query`、`classification`、`clustering`。',
        ],
        ['texts', 'string[]', 'The texts.', '文本列表。'],
        ['embedding_types', 'string[]', 'Such as `float`.', '例如 `float`。'],
        ['output_dimension', 'integer', 'Length of the vectors.', '向量维度。'],
      ],
      returns: [
        ['id*', 'string', 'Id of the answer.', '回答 ID。'],
        ['embeddings*', 'object', 'Vectors by type.', '按类型给出的向量。'],
      ],
      cost: 'tokens',
      sdk: { library: 'cohere', method: 'embed' },
      samples: [
        {
          id: 'texts',
          title: t('Two texts', '两段文本'),
          body: {
            model: 'embed-v4.0',
            input_type: 'search_document',
            texts: ['A fox', 'A dog'],
            embedding_types: ['float'],
            output_dimension: 256,
          },
        },
      ],
    },
    {
      id: 'embed-bailian',
      method: 'POST',
      path: '/api/v1/services/embeddings/text-embedding/text-embedding',
      aliases: behind('/embeddings/text-embedding/text-embedding'),
      title: t('Embeddings, Bailian’s form', '向量嵌入（百炼格式）'),
      purpose: t('DashScope’s own call.', 'DashScope 原生接口。'),
      body: [
        MODEL,
        ['input.texts*', 'string[]', 'The texts.', '文本列表。'],
        ['parameters', 'object', '`text_type`, `dimension`.', '`text_type`、`dimension`。'],
      ],
      returns: [['output*', 'object', 'Its `embeddings`.', '其 `embeddings`。']],
      cost: 'tokens',
      samples: [
        {
          id: 'texts',
          title: t('Two texts', '两段文本'),
          body: { model: 'text-embedding-v4', input: { texts: ['A fox', 'A dog'] }, parameters: { dimension: 256 } },
        },
      ],
    },
    {
      id: 'embed-content',
      method: 'POST',
      path: '/v1beta/models/{model*}:embedContent',
      aliases: versions('embedContent'),
      title: t('Embeddings, Google’s form', '向量嵌入（Gemini 格式）'),
      purpose: t('One text into a vector, by Google’s API.', '用 Google 的接口把一段文本转换为向量。'),
      params: [GOOGLE_MODEL],
      body: [
        ['content*', 'object', 'The text, as `parts`.', '以 `parts` 给出的文本。'],
        ['taskType', 'string', 'Such as `RETRIEVAL_QUERY`.', '例如 `RETRIEVAL_QUERY`。'],
        ['outputDimensionality', 'integer', 'Length of the vector.', '向量维度。'],
      ],
      returns: [['embedding*', 'object', 'Its `values`.', '其 `values`。']],
      cost: 'tokens',
      samples: [
        {
          id: 'text',
          title: t('One text', '一段文本'),
          path: { model: 'gemini-embedding-001' },
          body: { content: { parts: [{ text: 'A fox' }] }, outputDimensionality: 128 },
        },
      ],
    },
    {
      id: 'batch-embed-contents',
      method: 'POST',
      path: '/v1beta/models/{model*}:batchEmbedContents',
      aliases: versions('batchEmbedContents'),
      title: t('Several embeddings, Google’s form', '批量向量嵌入（Gemini 格式）'),
      purpose: t('Several texts at once, by Google’s API.', '用 Google 的接口一次转换多段文本。'),
      params: [GOOGLE_MODEL],
      body: [['requests*', 'object[]', 'One for each text.', '每段文本一个请求。']],
      returns: [['embeddings*', 'object[]', 'A vector for each.', '每段一个向量。']],
      cost: 'tokens',
      samples: [
        {
          id: 'texts',
          title: t('Two texts', '两段文本'),
          path: { model: 'gemini-embedding-001' },
          body: {
            requests: ['A fox', 'A dog'].map(text => ({
              model: 'models/gemini-embedding-001',
              content: { parts: [{ text }] },
              outputDimensionality: 128,
            })),
          },
        },
      ],
    },
  ],
};

export const rerank: CallFamily = {
  section: 'search',
  id: 'rerank',
  title: t('Rerank', '重排序'),
  calls: [
    {
      id: 'rerank',
      method: 'POST',
      path: '/v1/rerank',
      aliases: ['/jina/v1/rerank', '/compatible-api/v1/reranks'],
      title: t('Rerank', '重排序'),
      purpose: t(
        'Puts documents in the order in which they answer a question. Jina’s form; Cohere’s and Voyage’s libraries are answered in their own.',
        '按与问题的相关度给文档排序。默认为 Jina 格式；Cohere 与 Voyage 官方库会得到各自的格式。',
      ),
      body: [
        MODEL,
        QUERY,
        DOCUMENTS,
        ['top_n', 'integer 1..', 'How many to give back; all by default.', '返回几条，默认全部。'],
        ['return_documents', 'boolean', 'Whether the texts come back too.', '是否返回文本。'],
      ],
      returns: [
        ['results*', 'object[]', 'The best first.', '最相关的在前。'],
        ['results[].index*', 'integer', 'Its place in the request.', '在请求中的位置。'],
        ['results[].relevance_score*', 'number', 'How well it answers.', '相关度。'],
        ['usage', 'object', 'What is paid for.', '计费用量。'],
      ],
      cost: 'search',
      samples: [
        {
          id: 'plain',
          title: t('Three documents', '三篇文档'),
          body: { model: 'jina-reranker-v2-base-multilingual', ...RERANK_SAMPLE, top_n: 2 },
        },
      ],
    },
    {
      id: 'rerank-cohere',
      method: 'POST',
      path: '/v2/rerank',
      title: t('Rerank, Cohere’s form', '重排序（Cohere 格式）'),
      purpose: t('What Cohere’s library calls.', 'Cohere 官方库所用的接口。'),
      body: [MODEL, QUERY, DOCUMENTS, ['top_n', 'integer 1..', 'How many to give back.', '返回几条。']],
      returns: [['results*', 'object[]', 'The best first.', '最相关的在前。']],
      cost: 'search',
      sdk: { library: 'cohere', method: 'rerank' },
      samples: [
        { id: 'plain', title: t('Three documents', '三篇文档'), body: { model: 'rerank-v3.5', ...RERANK_SAMPLE } },
      ],
    },
    {
      id: 'rerank-bailian',
      method: 'POST',
      path: '/api/v1/services/rerank/text-rerank/text-rerank',
      aliases: behind('/rerank/text-rerank/text-rerank'),
      title: t('Rerank, Bailian’s form', '重排序（百炼格式）'),
      purpose: t('DashScope’s own call.', 'DashScope 原生接口。'),
      body: [
        MODEL,
        ['input.query*', 'string', 'What is looked for.', '查询文本。'],
        ['input.documents*', 'array', 'The texts.', '文本列表。'],
        ['parameters', 'object', '`top_n`, `return_documents`.', '`top_n`、`return_documents`。'],
      ],
      returns: [['output*', 'object', 'Its `results`.', '其 `results`。']],
      cost: 'search',
      samples: [
        {
          id: 'plain',
          title: t('Three documents', '三篇文档'),
          body: { model: 'gte-rerank-v2', input: RERANK_SAMPLE, parameters: { top_n: 2 } },
        },
      ],
    },
  ],
};

export const moderations: CallFamily = {
  section: 'search',
  id: 'moderations',
  title: t('Moderation', '内容审核'),
  calls: [
    {
      id: 'moderations',
      method: 'POST',
      path: '/v1/moderations',
      title: t('Moderate a text or picture', '审核文本或图片'),
      purpose: t('Says whether something is harmful, and how.', '判断内容是否有害及其类别。'),
      body: [
        [
          'input*',
          'string|array',
          'A text, texts, or parts with one picture.',
          '文本、多段文本，或含一张图片的内容段。',
        ],
        ['model', 'string = "omni-moderation-latest"', 'Name of the model.', '模型名。'],
      ],
      returns: [
        ['id*', 'string', 'Id of the answer.', '回答 ID。'],
        ['results*', 'object[]', 'One for each text.', '每段文本一个结果。'],
        ['results[].flagged*', 'boolean', 'Whether it is harmful.', '是否有害。'],
        ['results[].categories*', 'object', 'By kind.', '各类别的判断。'],
        ['results[].category_scores*', 'object', 'How sure, by kind.', '各类别的分数。'],
      ],
      cost: 'free',
      sdk: { library: 'openai', method: 'moderations.create' },
      samples: [{ id: 'text', title: t('A text', '一段文本'), body: { input: 'I love foxes.' } }],
    },
  ],
};
