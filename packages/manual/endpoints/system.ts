// What a key can ask about itself, models, health, and the explanation of a charge.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, prefixed, sample } from './brief.ts';

const LIST: readonly Row[] = [
  ['object', 'string', '`list`.', '`list`。'],
  ['data*', 'object[]', 'The models.', '模型列表。'],
  ['data[].id*', 'string', 'Name of the model.', '模型名。'],
];
const NAME: Row = ['id*', 'string', 'Name of the model; it may contain slashes.', '模型名，可含斜杠。'];

export const models: CallFamily = {
  section: 'system',
  id: 'models',
  title: t('Models', '模型'),
  calls: [
    brief(
      'models-list',
      'GET /v1/models',
      t('List models', '模型列表'),
      t(
        'What this very key can call now: its group, its own list, an open channel, and a price. With `anthropic-version` in Anthropic’s shape; with `x-goog-api-key` in Google’s.',
        '列出该密钥当前可调用的模型（由分组、密钥限制、可用渠道与价格共同决定）。带 `anthropic-version` 时返回 Anthropic 格式；带 `x-goog-api-key` 时返回 Google 格式。',
      ),
      {
        aliases: prefixed(['/v1beta', '/v1alpha'], '/openai/models'),
        returns: LIST,
        sdk: { library: 'openai', method: 'models.list' },
        samples: [sample('list')],
      },
    ),
    brief(
      'models-get',
      'GET /v1/models/{id*}',
      t('One model', '查询模型'),
      t('404 when the key cannot call it.', '不可调用时返回 404。'),
      {
        aliases: prefixed(['/v1beta', '/v1alpha'], '/openai/models/{id*}'),
        params: [NAME],
        returns: [['id*', 'string', 'Name of the model.', '模型名。']],
        errors: [[404, 'model_not_found', t('The key cannot call such a model.', '该密钥不能调用此模型。')]],
        samples: [sample('get', { path: { id: 'gpt-4o-mini' } })],
      },
    ),
    brief(
      'models-gemini',
      'GET /v1beta/models',
      t('List models, Google’s shape', '模型列表（Gemini 格式）'),
      t('As Google’s libraries read them.', 'Google 官方库所用的格式。'),
      {
        aliases: ['/v1alpha/models'],
        returns: [['models*', 'object[]', 'The models.', '模型列表。']],
        samples: [sample('list')],
      },
    ),
    brief(
      'models-gemini-get',
      'GET /v1beta/models/{id*}',
      t('One model, Google’s shape', '查询模型（Gemini 格式）'),
      t('As Google’s libraries read it.', 'Google 官方库所用的格式。'),
      {
        aliases: ['/v1alpha/models/{id*}'],
        params: [NAME],
        returns: [['name*', 'string', '`models/…`', '`models/…`']],
        samples: [sample('get', { path: { id: 'gemini-2.5-flash' } })],
      },
    ),
  ],
};

export const balance: CallFamily = {
  section: 'system',
  id: 'balance',
  title: t('Balance and usage of a key', '密钥余额与用量'),
  calls: [
    brief(
      'billing-subscription',
      'GET /v1/dashboard/billing/subscription',
      t('Limit of the key', '密钥额度'),
      t('OpenAI’s old shape: used and left together, in USD.', 'OpenAI 旧格式：已用与剩余之和（USD）。'),
      {
        returns: [
          ['hard_limit_usd*', 'number', 'Used and left, USD.', '已用与剩余之和（USD）。'],
          ['access_until*', 'integer', 'When the key ends; 0 for never.', '到期时间，0 为永久。'],
        ],
        samples: [sample('get')],
      },
    ),
    brief(
      'billing-usage',
      'GET /v1/dashboard/billing/usage',
      t('Usage of the key', '密钥用量'),
      t(
        'In hundredths of a dollar: what is left is `hard_limit_usd − total_usage / 100`.',
        '单位为美分：剩余 = `hard_limit_usd − total_usage / 100`。',
      ),
      {
        query: [
          ['start_date', 'string', 'First day, `2026-11-01`.', '起始日期，如 `2026-11-01`。'],
          ['end_date', 'string', 'Last day, counted whole.', '结束日期，含当天。'],
        ],
        returns: [['total_usage*', 'number', 'Hundredths of a dollar.', '用量（美分）。']],
        samples: [sample('get')],
      },
    ),
    brief(
      'billing-credit-grants',
      'GET /v1/dashboard/billing/credit_grants',
      t('Grants', '授信额度'),
      t('Older clients ask for it.', '部分旧客户端使用。'),
      {
        returns: [['total_available*', 'number', 'Left, USD.', '剩余（USD）。']],
        samples: [sample('get')],
      },
    ),
    brief(
      'key-usage',
      'GET /api/usage/token',
      t('Usage of the key (new-api)', '密钥用量（new-api）'),
      t(
        'In quota units, 500 000 to the dollar; also for keys that are spent or have ended.',
        '单位为 quota，500000 = 1 美元；过期或耗尽的密钥也可查询。',
      ),
      {
        returns: [['data*', 'object', 'Granted, used, left.', '总额、已用、剩余。']],
        samples: [sample('get')],
      },
    ),
    brief(
      'key-log',
      'GET /api/log/token',
      t('Calls of the key', '密钥调用日志'),
      t('The last thousand at most, newest first.', '最多最近一千条，新的在前。'),
      {
        query: [
          ['page_size', 'integer', 'How many.', '条数。'],
          ['key', 'string', 'The key, as older clients send it.', '密钥（旧客户端写法）。'],
        ],
        returns: [['data*', 'object[]', 'The calls.', '调用记录。']],
        samples: [sample('get')],
      },
    ),
    brief(
      'key-info',
      'GET /v1/key',
      t('Key and limits (OpenRouter)', '密钥信息（OpenRouter）'),
      t(
        'What the key may spend and has spent: in all, today, this week, this month.',
        '密钥的限额与用量：累计、今日、本周、本月。',
      ),
      {
        aliases: ['/v1/auth/key'],
        returns: [['data*', 'object', 'The key.', '密钥信息。']],
        samples: [sample('get')],
      },
    ),
    brief(
      'credits',
      'GET /v1/credits',
      t('Credits of the account (OpenRouter)', '账户额度（OpenRouter）'),
      t('What whoever pays for the key was given and has spent.', '付款方累计获得与已消费的金额。'),
      {
        returns: [
          ['data.total_credits*', 'number', 'Given, USD.', '累计获得（USD）。'],
          ['data.total_usage*', 'number', 'Spent, USD.', '已消费（USD）。'],
        ],
        samples: [sample('get')],
      },
    ),
    brief(
      'generation',
      'GET /v1/generation',
      t('Explain a charge', '解释一次扣费'),
      t(
        'Every line of what a call cost: meter by meter, rate, multiplier, sum. `id` is the `x-request-id` of the answer.',
        '逐项解释一次调用的费用：计量项、单价、倍率与合计。`id` 为响应头 `x-request-id`。',
      ),
      {
        aliases: ['/api/v1/generation'],
        query: [['id*', 'string', 'Request id.', '请求 ID。']],
        returns: [
          ['data.total_cost*', 'number', 'USD.', '费用（USD）。'],
          ['data.charge', 'object', 'Line by line.', '逐项明细。'],
        ],
        samples: [
          sample('get', {
            before: { sample: 'chat-completions/plain', take: { id: 'header:x-request-id' } },
            query: { id: '<id>' },
          }),
        ],
      },
    ),
    brief(
      'statement',
      'GET /api/statement',
      t('Monthly statement', '月度账单'),
      t('A month’s sums as JSON, or every line of it as CSV.', '以 JSON 给出月度汇总，或以 CSV 给出全部明细。'),
      {
        query: [
          ['month', 'string', 'Such as `2026-11`; this one by default.', '如 `2026-11`，默认本月。'],
          ['format', '"json"|"csv" = "json"', 'Kind of answer.', '返回格式。'],
        ],
        samples: [sample('get')],
      },
    ),
  ],
};

export const payments: CallFamily = {
  section: 'system',
  id: 'payments',
  title: t('Payment providers', '支付回调'),
  calls: [
    brief(
      'pay-notify',
      'POST /pay/{gateway}/notify',
      t('Notification of a payment', '支付通知'),
      t(
        'Where payment providers tell of a payment; forged ones are refused. Nobody else calls it.',
        '支付平台的异步通知地址，伪造的通知会被拒绝；其他人无需调用。',
      ),
      {
        aliases: ['GET /pay/{gateway}/notify'],
        credential: 'none',
        params: [['gateway*', 'string', 'Name of the payment gateway.', '支付通道名称。']],
        body: [],
        samples: [
          sample(
            'unknown',
            { path: { gateway: 'none' }, body: {}, fails: 404 },
            t('An unknown gateway', '不存在的支付通道'),
          ),
        ],
      },
    ),
    brief(
      'pay-return',
      'GET /pay/{gateway}/return/{order}',
      t('Coming back from a payment', '支付返回'),
      t('Sends the payer to the wallet.', '把付款人带回钱包页面。'),
      {
        aliases: ['POST /pay/{gateway}/return/{order}'],
        credential: 'none',
        params: [
          ['gateway*', 'string', 'Name of the payment gateway.', '支付通道名称。'],
          ['order*', 'string', 'The order.', '订单。'],
        ],
        samples: [sample('back', { path: { gateway: 'none', order: 'none' } })],
      },
    ),
    brief(
      'sign-in-callback',
      'GET /sign-in/{provider}/callback',
      t('Coming back from a sign-in', '第三方登录返回'),
      t('Where providers of sign-in send browsers back to.', '第三方登录完成后浏览器返回的地址。'),
      {
        credential: 'none',
        params: [['provider*', 'string', 'Name of the provider.', '提供方名称。']],
        samples: [
          sample('back', {
            path: { provider: 'github' },
            shown: {
              because: t('Only a browser that began a sign-in comes here.', '仅用于已开始登录的浏览器。'),
              status: 302,
              answer: '',
            },
          }),
        ],
      },
    ),
    brief(
      'pay-test',
      'GET /pay/test',
      t('Is the address reachable?', '支付地址检查'),
      t('Says `turnpike`: the console asks it from outside.', '返回 `turnpike`，用于检查外网可达性。'),
      { credential: 'none', returnsType: 'text/plain', samples: [sample('get')] },
    ),
  ],
};

export const health: CallFamily = {
  section: 'system',
  id: 'health',
  title: t('Health and operation', '健康检查与运维'),
  calls: [
    brief(
      'healthz',
      'GET /healthz',
      t('Is it well?', '健康检查'),
      t('200 while requests are served, 503 while starting and stopping.', '正常服务时 200，启动与停止期间 503。'),
      {
        credential: 'none',
        samples: [sample('get')],
      },
    ),
    brief(
      'metrics',
      'GET /metrics',
      t('Metrics', '监控指标'),
      t('Prometheus’ text, for the operator.', 'Prometheus 文本格式，供运维使用。'),
      {
        credential: 'operator',
        returnsType: 'text/plain',
        samples: [
          sample('get', {
            shown: {
              because: t('Whether and to whom it is shown is a setting.', '是否开放由设置决定。'),
              status: 200,
              answer: '# TYPE turnpike_requests_total counter\n…',
            },
          }),
        ],
      },
    ),
    brief(
      'root',
      'GET /',
      t('Root', '根路径'),
      t(
        'Sends browsers to the console; tells others what this is. `HEAD` is cheap, for probes.',
        '浏览器跳转到控制台，其他客户端得到说明；`HEAD` 可用于探测。',
      ),
      {
        credential: 'none',
        samples: [sample('get')],
      },
    ),
    brief(
      'hello',
      'GET /api/hello',
      t('Hello', '问候'),
      t('Claude Code asks it before it begins.', 'Claude Code 启动前会访问。'),
      {
        credential: 'none',
        samples: [sample('get')],
      },
    ),
    brief(
      'cache-refresh',
      'POST /api/system/cache/refresh',
      t('Read everything again', '刷新缓存'),
      t(
        'Has every node read channels, keys, prices and settings again at once; for administrators’ keys.',
        '让所有节点立即重新读取渠道、密钥、价格与设置；仅管理员密钥可用。',
      ),
      {
        aliases: ['/v1/cache/refresh'],
        body: [['scopes', 'string[]', 'Of what.', '刷新范围。']],
        errors: [[403, 'access_denied', t('The key is not an administrator’s.', '非管理员密钥。')]],
        samples: [sample('all', { body: {} })],
      },
    ),
  ],
};
