// Realtime sessions: sockets of OpenAI's and Google's, and the passes with which browsers open them.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample } from './brief.ts';

const REALTIME = 'gpt-realtime';
const LIVE = 'gemini-2.0-flash-live-001';
const FRAMES = t('frames as they come, shortened', '按到达顺序的帧，有省略');
const TURN = [
  '{"type":"session.created","event_id":"event_d7b3…","session":{"type":"realtime","id":"sess_c370…","model":"gpt-realtime", …}}',
  '{"type":"session.updated", …}',
  '{"type":"conversation.item.added", …}',
  '{"type":"response.created","response":{"id":"resp_5d1a…","status":"in_progress", …}}',
  '{"type":"response.output_text.delta","response_id":"resp_5d1a…","delta":"Hello", …}',
  '{"type":"response.output_text.done","text":"Hello there.", …}',
  '{"type":"response.done","response":{"status":"completed","usage":{"total_tokens":20,"input_tokens":7,"output_tokens":13, …}, …}}',
].join('\n');
const LIVE_TURN = [
  '{"setupComplete":{}}',
  '{"serverContent":{"modelTurn":{"role":"model","parts":[{"text":"Hello "}]}}}',
  '{"serverContent":{"modelTurn":{"role":"model","parts":[{"text":"there."}]}}}',
  '{"serverContent":{"generationComplete":true}}',
  '{"serverContent":{"turnComplete":true},"usageMetadata":{"promptTokenCount":7,"responseTokenCount":13,"totalTokenCount":20}}',
].join('\n');
const SECRET: readonly Row[] = [
  ['client_secret', 'object', 'The pass: `value` and `expires_at`.', '通行证：`value` 与 `expires_at`。'],
];
const GOOGLE = '/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent';

export const realtime: CallFamily = {
  section: 'audio',
  id: 'realtime',
  title: t('Realtime', '实时会话'),
  calls: [
    brief(
      'realtime',
      'GET /v1/realtime',
      t('Realtime session (OpenAI)', '实时会话（OpenAI）'),
      t(
        'A WebSocket on which audio and text go both ways, as OpenAI’s realtime API has it. Browsers give the key as the subprotocol `openai-insecure-api-key.<key>`, better a pass. Every answer is charged as it ends; an empty balance ends the session. Without an upgrade the call answers 400 and says so.',
        '双向传输音频与文本的 WebSocket，与 OpenAI 实时接口一致。浏览器通过子协议 `openai-insecure-api-key.<key>` 传递密钥（更推荐通行证）。每轮回答结束即计费，余额耗尽则结束会话。未升级为 WebSocket 的请求返回 400 并说明原因。',
      ),
      {
        aliases: ['/openai/realtime', '/openai/v1/realtime'],
        query: [['model*', 'string', 'Name of the model.', '模型名。']],
        cost: 'tokens',
        samples: [
          sample(
            'session',
            {
              query: { model: REALTIME },
              socket: {
                events: [
                  { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } },
                  {
                    type: 'conversation.item.create',
                    item: {
                      type: 'message',
                      role: 'user',
                      content: [{ type: 'input_text', text: 'Say hello in one sentence.' }],
                    },
                  },
                  { type: 'response.create' },
                ],
                over: 'response.done',
              },
              shown: { because: FRAMES, status: 101, answer: TURN },
            },
            t('A turn of text', '一轮文本对话'),
          ),
          sample('socket', { query: { model: REALTIME }, fails: 400 }, t('Without a socket', '未升级的请求')),
        ],
      },
    ),
    brief(
      'realtime-gemini',
      `GET ${GOOGLE}`,
      t('Realtime session (Gemini Live)', '实时会话（Gemini Live）'),
      t(
        'Google’s bidirectional sessions as its libraries open them; the last path is Vertex AI’s. Every turn is charged as it ends.',
        'Google 双向会话，与官方库一致；最后一个路径为 Vertex AI。每轮结束即计费。',
      ),
      {
        aliases: [
          `${GOOGLE}Constrained`,
          '/live',
          '/ws/google.cloud.aiplatform.{version}.LlmBidiService/BidiGenerateContent',
        ],
        params: [['version*', 'string', '`v1beta` or `v1alpha`.', '`v1beta` 或 `v1alpha`。']],
        cost: 'tokens',
        samples: [
          sample(
            'session',
            {
              path: { version: 'v1beta' },
              socket: {
                events: [
                  { setup: { model: `models/${LIVE}`, generationConfig: { responseModalities: ['TEXT'] } } },
                  {
                    clientContent: {
                      turns: [{ role: 'user', parts: [{ text: 'Say hello in one sentence.' }] }],
                      turnComplete: true,
                    },
                  },
                ],
                over: 'turnComplete',
              },
              shown: { because: FRAMES, status: 101, answer: LIVE_TURN },
            },
            t('A turn of text', '一轮文本对话'),
          ),
          sample('socket', { path: { version: 'v1beta' }, fails: 400 }, t('Without a socket', '未升级的请求')),
        ],
      },
    ),
    brief(
      'realtime-client-secrets',
      'POST /v1/realtime/client_secrets',
      t('Pass for a browser (OpenAI)', '浏览器通行证（OpenAI）'),
      t(
        'A secret that opens sessions for a while, so that the key never leaves your server.',
        '签发限时可用的临时密钥，避免把正式密钥交给浏览器。',
      ),
      {
        body: [
          [
            'session',
            'object',
            'What the session is: `type`, `model`, `instructions` …',
            '会话设置：`type`、`model`、`instructions` 等。',
          ],
          ['expires_after.seconds', 'integer 10..7200 = 600', 'How long it is good.', '有效秒数。'],
        ],
        returns: [
          ['value*', 'string', 'The pass.', '通行证。'],
          ['expires_at*', 'integer', 'Unix seconds.', 'Unix 秒。'],
        ],
        samples: [sample('session', { body: { session: { type: 'realtime', model: REALTIME } } })],
      },
    ),
    brief(
      'realtime-sessions',
      'POST /v1/realtime/sessions',
      t('Pass for a session (beta form)', '会话通行证（旧版格式）'),
      t('The same in the words of OpenAI’s beta.', '同上，OpenAI 测试版格式。'),
      {
        body: [['model', 'string', 'Name of the model.', '模型名。']],
        returns: SECRET,
        samples: [sample('session', { body: { model: REALTIME } })],
      },
    ),
    brief(
      'realtime-transcription-sessions',
      'POST /v1/realtime/transcription_sessions',
      t('Pass for a transcription', '转写会话通行证'),
      t('For sessions that only write down what is said.', '用于只做语音转写的会话。'),
      {
        body: [['input_audio_transcription', 'object', 'Its `model`.', '其 `model`。']],
        returns: SECRET,
        samples: [sample('session', { body: { input_audio_transcription: { model: 'gpt-4o-transcribe' } } })],
      },
    ),
    brief(
      'auth-tokens',
      'POST /v1alpha/auth_tokens',
      t('Pass for a browser (Google)', '浏览器通行证（Google）'),
      t('Google’s token for Gemini Live, for some uses and some time.', 'Gemini Live 临时令牌，限次数与时间。'),
      {
        aliases: prefixed(['/v1beta', '/v1'], '/auth_tokens'),
        body: [
          ['uses', 'integer = 1', 'How many sessions; 0 for any number.', '可开启的会话数，0 为不限。'],
          ['expireTime', 'string', 'Until when sessions last.', '会话截止时间。'],
          ['newSessionExpireTime', 'string', 'Until when they may begin.', '最晚开始时间。'],
          ['bidiGenerateContentSetup', 'object', 'What is fixed of the session.', '固定的会话设置。'],
        ],
        returns: [['name*', 'string', 'The token: `auth_tokens/…`.', '令牌：`auth_tokens/…`。']],
        samples: [sample('once', { body: { uses: 1 } })],
      },
    ),
    brief(
      'realtime-calls',
      'POST /v1/realtime/calls',
      t('Calls by WebRTC', 'WebRTC 通话'),
      t(
        'Not carried: their sound would pass by the meter. Open a socket instead.',
        '不提供：音频会绕过计量。请改用 WebSocket。',
      ),
      {
        aliases: ['accept', 'reject', 'refer', 'hangup'].map(verb => `/v1/realtime/calls/{id}/${verb}`),
        body: [],
        errors: [
          [
            501,
            'api_not_implemented',
            t('Open `/v1/realtime` as a WebSocket.', '请用 WebSocket 连接 `/v1/realtime`。'),
          ],
        ],
        samples: [sample('refused', { body: {}, fails: 501 }, t('It is refused', '会被拒绝'))],
      },
    ),
  ],
};
