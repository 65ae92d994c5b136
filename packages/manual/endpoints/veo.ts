// Videos by Google's operations: the Gemini API's paths, and Vertex AI's.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample, TASK_ID } from './brief.ts';

const VERSIONS = ['/v1alpha', '/v1'];
const VEO = 'veo-3.0-fast-generate-001';
const NAME: Row = ['model*', 'string', 'Name of the model.', '模型名。'];

/** Places of Vertex AI's paths: with a project, or without. */
const VERTEX = ['/v1', '/v1beta1'].flatMap(version =>
  ['', '/projects/{project}/locations/{location}'].map(place => `${version}${place}/publishers/google/models/{model}`),
);
const PLACE: readonly Row[] = [
  ['project*', 'string', 'Any; it is not looked at.', '任意值，不作校验。'],
  ['location*', 'string', 'Any; it is not looked at.', '任意值，不作校验。'],
];

export const veo: CallFamily = {
  section: 'video',
  id: 'veo',
  title: t('Veo (Google’s form)', 'Veo（Google 格式）'),
  calls: [
    brief(
      'veo-create',
      'POST /v1beta/models/{model*}:predictLongRunning',
      t('Begin a video (Veo)', '创建视频（Veo）'),
      t('Google’s operations, as its library calls them.', 'Google 的长任务接口，与官方库一致。'),
      {
        aliases: prefixed(VERSIONS, '/models/{model*}:predictLongRunning'),
        params: [NAME],
        body: [
          [
            'instances*',
            'object[]',
            'One with `prompt`, and `image` to begin from.',
            '一个实例，含 `prompt`，可带首帧 `image`。',
          ],
          [
            'parameters',
            'object',
            '`aspectRatio`, `durationSeconds`, `resolution`.',
            '`aspectRatio`、`durationSeconds`、`resolution`。',
          ],
        ],
        returns: [['name*', 'string', 'Name of the operation.', '操作名称。']],
        cost: 'task',
        samples: [
          sample('plain', {
            path: { model: VEO },
            body: { instances: [{ prompt: 'Waves at sunset' }], parameters: { aspectRatio: '16:9' } },
          }),
        ],
      },
    ),
    brief(
      'veo-operation',
      'GET /v1beta/models/{model}/operations/{id}',
      t('Ask after an operation', '查询操作'),
      t('`done` once it has ended, with the video’s address.', '结束后 `done` 为 true，并给出视频地址。'),
      {
        aliases: [
          ...prefixed(VERSIONS, '/models/{model}/operations/{id}'),
          ...prefixed(['/v1beta', ...VERSIONS], '/operations/{id}'),
        ],
        params: [NAME, TASK_ID],
        returns: [['name*', 'string', 'Name of the operation.', '操作名称。']],
        samples: [
          sample('get', {
            before: { sample: 'veo-create/plain', take: { id: 'name:last' } },
            path: { model: VEO, id: '<id>' },
            until: { at: 'done', over: ['true'] },
          }),
        ],
      },
    ),
    brief(
      'veo-download',
      'GET /v1beta/files/veovideo{id}:download',
      t('Download a video (Veo)', '下载视频（Veo）'),
      t('The file of an operation, at the address that its answer names.', '操作结果的文件，地址由回答给出。'),
      {
        aliases: [
          ...prefixed(VERSIONS, '/files/veovideo{id}:download'),
          ...prefixed(['/v1beta', ...VERSIONS], '/files/{address*}/files/veovideo{id}:download'),
        ],
        params: [
          TASK_ID,
          ['address*', 'string', 'What older libraries put before the name.', '旧版库在名称前附加的地址。'],
        ],
        returnsType: 'video/mp4',
        samples: [
          sample('get', {
            path: { id: 'abc' },
            shown: {
              because: t('The address is in the answer of the operation.', '地址在操作结果中。'),
              status: 200,
              answer: '(MP4 bytes)',
            },
          }),
        ],
      },
    ),
    brief(
      'vertex-create',
      `POST ${VERTEX[0] ?? ''}:predictLongRunning`,
      t('Begin a video (Vertex AI’s form)', '创建视频（Vertex AI 格式）'),
      t('The same in Vertex AI’s paths.', '同上，Vertex AI 路径。'),
      {
        aliases: VERTEX.slice(1).map(place => `${place}:predictLongRunning`),
        params: [NAME, ...PLACE],
        body: [
          ['instances*', 'object[]', 'One with `prompt`.', '一个实例，含 `prompt`。'],
          ['parameters', 'object', 'As above.', '同上。'],
        ],
        returns: [['name*', 'string', 'Name of the operation.', '操作名称。']],
        cost: 'task',
        samples: [sample('plain', { path: { model: VEO }, body: { instances: [{ prompt: 'Waves at sunset' }] } })],
      },
    ),
    brief(
      'vertex-operation',
      `POST ${VERTEX[0] ?? ''}:fetchPredictOperation`,
      t('Ask after an operation (Vertex AI)', '查询操作（Vertex AI）'),
      t('By its name in the body.', '在请求体中给出操作名称。'),
      {
        aliases: VERTEX.slice(1).map(place => `${place}:fetchPredictOperation`),
        params: [NAME, ...PLACE],
        body: [['operationName*', 'string', 'Name of the operation.', '操作名称。']],
        samples: [
          sample('get', {
            before: { sample: 'vertex-create/plain', take: { id: 'name' } },
            path: { model: VEO },
            body: { operationName: '<id>' },
            until: { at: 'done', over: ['true'] },
          }),
        ],
      },
    ),
  ],
};
