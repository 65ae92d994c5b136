// More of the new-api family, which its web client and account managers call: paying, sessions, tags, the catalogue.

import type { Call, CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t, type Text } from '../text.ts';
import { brief, sample, type More } from './brief.ts';
import { FILTERS, open, operator, own, PAGE } from './envelope.ts';

const ID: Row = ['id*', 'integer', 'Its id.', 'ID。'];
const KEYWORD: Row = ['keyword', 'string', 'Part of the name.', '名称的一部分。'];
const TAG: Row = ['tag*', 'string', 'The tag.', '标签。'];
const AGAIN = t('In the family’s own words.', '与该系列接口一致。');
const SHOWN = {
  because: t('It changes what is in force, or needs something that is set up first.', '会改变现状，或需要先完成配置。'),
  status: 200,
} as const;
const done = (data: unknown) => ({ ...SHOWN, answer: { success: true, message: '', data } });
const refused = (message: string) => ({ ...SHOWN, answer: { success: false, message, code: 'invalid_request' } });

const mine = (id: string, route: string, title: Text, more: More, purpose: Text = AGAIN): Call =>
  brief(id, route, title, purpose, own(more));
const admin = (id: string, route: string, title: Text, more: More, purpose: Text = AGAIN): Call =>
  brief(`admin-${id}`, route, title, purpose, operator(more));

const AMOUNT: Row = ['amount*', 'number', 'US dollars of credit.', '充值金额（美元）。'];
const METHOD: Row = ['payment_method*', 'string', 'Such as `alipay` or `wxpay`.', '如 `alipay`、`wxpay`。'];
const ORDER = {
  id: 1795312536000123,
  amount: 10,
  money: 72,
  trade_no: 'T1',
  payment_method: 'alipay',
  create_time: 1795312536,
  complete_time: 1795312580,
  status: 'success',
};
const onePage = (item: unknown) => done({ page: 1, page_size: 10, total: 1, items: [item] });

export const accountMore: CallFamily = {
  section: 'system',
  id: 'accounts-more',
  title: t('Paying and sessions (new-api compatible)', '充值与会话（兼容 new-api）'),
  calls: [
    mine('topup-info', 'GET /api/user/topup/info', t('Ways to pay', '充值方式'), { samples: [sample('get')] }),
    mine('topup-self', 'GET /api/user/topup/self', t('Your orders', '我的订单'), {
      query: PAGE,
      samples: [sample('list', { shown: onePage(ORDER) })],
    }),
    mine(
      'topup-amount',
      'POST /api/user/amount',
      t('What an amount costs', '计算应付金额'),
      {
        aliases: ['/api/user/stripe/amount'],
        body: [AMOUNT],
        samples: [
          sample('price', {
            body: { amount: 10 },
            shown: { ...SHOWN, answer: { success: true, message: 'success', data: '72.00' } },
          }),
        ],
      },
      t('In the currency of the way to pay.', '以支付渠道的币种计。'),
    ),
    mine(
      'topup-pay',
      'POST /api/user/pay',
      t('Make an order (Epay)', '创建订单（易支付）'),
      {
        body: [AMOUNT, METHOD],
        samples: [
          sample('pay', {
            body: { amount: 10, payment_method: 'alipay' },
            shown: {
              ...SHOWN,
              answer: {
                success: true,
                message: 'success',
                data: { pid: '1001', out_trade_no: 'T1' },
                url: 'https://pay.example.com/submit.php',
              },
            },
          }),
        ],
      },
      t('Answers the address and the signed fields that are posted there.', '返回提交地址与已签名的表单字段。'),
    ),
    mine('topup-stripe', 'POST /api/user/stripe/pay', t('Make an order (Stripe)', '创建订单（Stripe）'), {
      body: [AMOUNT],
      samples: [
        sample('pay', {
          body: { amount: 10 },
          shown: {
            ...SHOWN,
            answer: { success: true, message: 'success', data: { pay_link: 'https://checkout.stripe.com/c/pay/…' } },
          },
        }),
      ],
    }),
    mine('sessions', 'GET /api/user/sessions', t('Your sessions', '会话列表'), { samples: [sample('list')] }),
    mine('session-end', 'DELETE /api/user/sessions/{id}', t('End a session', '结束会话'), {
      params: [ID],
      samples: [sample('end', { path: { id: '7' }, shown: done(null) })],
    }),
    mine('sessions-end', 'POST /api/user/sessions/revoke-others', t('End all others', '结束其他会话'), {
      samples: [sample('end', { shown: done(2) })],
    }),
    mine('second-factor', 'GET /api/user/2fa/status', t('Second factor', '两步验证状态'), { samples: [sample('get')] }),
    mine('passkey', 'GET /api/user/passkey', t('Passkey', '通行密钥状态'), { samples: [sample('get')] }),
    brief(
      'verification',
      'GET /api/verification',
      t('A code for registering', '注册验证码'),
      t('Refused: registration asks for none.', '不支持：注册无需验证码。'),
      open({
        query: [['email', 'string', 'E-mail.', '邮箱。']],
        samples: [sample('refused', { query: { email: 'ada@example.com' } })],
      }),
    ),
    brief(
      'reset-password',
      'GET /api/reset_password',
      t('A link for a new password', '重置密码链接'),
      t('Sent by mail, if an account has the address.', '若有账户使用该邮箱，则发送邮件。'),
      open({
        query: [['email*', 'string', 'E-mail.', '邮箱。']],
        samples: [sample('send', { query: { email: 'ada@example.com' }, shown: done(null) })],
      }),
    ),
    mine('aff-transfer', 'POST /api/user/aff_transfer', t('Quota from invitations', '邀请额度划转'), {
      body: [['quota', 'integer', 'How much.', '额度。']],
      samples: [sample('transfer', { body: { quota: 1 }, shown: refused('There is no quota from invitations.') })],
    }),
    mine(
      'self-delete',
      'DELETE /api/user/self',
      t('Delete yourself', '注销账户'),
      { samples: [sample('delete', { shown: refused('Accounts are part of the books and stay.') })] },
      t('Refused: accounts stay in the books; operators switch them off.', '不支持：账户须留存账目，可由运营者停用。'),
    ),
  ],
};

const SEVERAL: Row = ['ids*', 'integer[]', 'Their ids.', 'ID 列表。'];

export const adminMore: CallFamily = {
  section: 'system',
  id: 'admin-more',
  title: t('Tags, tasks and catalogue (new-api compatible)', '标签、任务与目录（兼容 new-api）'),
  calls: [
    admin('tag-models', 'GET /api/channel/tag/models', t('Models of a tag', '标签的模型'), {
      query: [TAG],
      samples: [sample('get', { query: { tag: 'main' }, shown: done('gpt-4o,gpt-4o-mini') })],
    }),
    admin('tag-change', 'PUT /api/channel/tag', t('Change by tag', '按标签修改'), {
      body: [
        TAG,
        ['new_tag', 'string', 'Its name from then on.', '新标签。'],
        ['priority', 'integer', 'The higher, the earlier.', '优先级。'],
        ['weight', 'integer', 'Share among equals.', '权重。'],
        ['models', 'string', 'Models, by comma.', '模型，逗号分隔。'],
        ['groups', 'string', 'Groups, by comma.', '分组，逗号分隔。'],
        ['model_mapping', 'string', 'JSON: our name to theirs.', '模型映射 JSON。'],
      ],
      samples: [sample('priority', { body: { tag: 'main', priority: 5 }, shown: done(2) })],
    }),
    admin('tag-on', 'POST /api/channel/tag/enabled', t('Switch on by tag', '按标签启用'), {
      body: [TAG],
      samples: [sample('on', { body: { tag: 'main' }, shown: done(2) })],
    }),
    admin('tag-off', 'POST /api/channel/tag/disabled', t('Switch off by tag', '按标签停用'), {
      body: [TAG],
      samples: [sample('off', { body: { tag: 'main' }, shown: done(2) })],
    }),
    admin('tag-batch', 'POST /api/channel/batch/tag', t('Give a tag', '批量设置标签'), {
      body: [SEVERAL, ['tag', 'string|null', 'The tag; null takes it away.', '标签，null 为移除。']],
      samples: [sample('give', { body: { ids: [7, 8], tag: 'main' }, shown: done(2) })],
    }),
    admin('channel-keys', 'POST /api/channel/multi_key/manage', t('Keys of a channel', '渠道多密钥管理'), {
      body: [
        ['channel_id*', 'integer', 'The channel.', '渠道 ID。'],
        [
          'action*',
          '"get_key_status"|"enable_key"|"disable_key"|"delete_key"|"enable_all_keys"|"disable_all_keys"|"delete_disabled_keys"',
          'What to do.',
          '操作。',
        ],
        ['key_index', 'integer', 'Which, from 0.', '密钥序号，从 0 起。'],
      ],
      samples: [sample('off', { body: { channel_id: 7, action: 'disable_key', key_index: 1 }, shown: done(0) })],
    }),
    admin(
      'channel-key',
      'POST /api/channel/{id}/key',
      t('Read a channel’s key', '查看渠道密钥'),
      {
        params: [ID],
        samples: [sample('refused', { path: { id: '7' }, shown: refused('Nobody is shown it again.') })],
      },
      t('Refused: keys are sealed, and nobody is shown them again.', '不支持：密钥已加密保存，不再显示。'),
    ),
    admin('channel-balances', 'GET /api/channel/update_balance', t('Balances of all', '更新全部余额'), {
      samples: [sample('read', { shown: done(null) })],
    }),
    admin('channel-fetch', 'POST /api/channel/fetch_models', t('Models behind an address', '获取地址的模型'), {
      body: [
        ['type', 'integer = 1', 'Kind of upstream.', '渠道类型编号。'],
        ['base_url', 'string', 'Its address.', '地址。'],
        ['key', 'string', 'A key for it.', '密钥。'],
      ],
      samples: [sample('read', { body: { type: 1, key: 'sk-…' }, shown: done(['gpt-4o', 'gpt-4o-mini']) })],
    }),
    admin('channel-fix', 'POST /api/channel/fix', t('Mend the routes', '修复路由表'), {
      samples: [sample('fix', { shown: done({ success: 3, fails: 0 }) })],
    }),
    admin('task-all', 'GET /api/task', t('Everybody’s tasks', '全站任务'), {
      query: [
        ...PAGE,
        ['platform', 'string', 'Only of this API.', '只看某平台。'],
        ['status', 'string', 'Such as `SUCCESS`.', '如 `SUCCESS`。'],
        ['channel_id', 'integer', 'Only of this channel.', '只看某渠道。'],
        ['task_id', 'string', 'Only this task.', '只看某任务。'],
      ],
      samples: [sample('list', { query: { page_size: '1' } })],
    }),
    admin('mj-all', 'GET /api/mj', t('Everybody’s drawings', '全站绘图'), {
      query: PAGE,
      samples: [sample('list', { query: { page_size: '1' } })],
    }),
    admin('data-users', 'GET /api/data/users', t('Hours by user', '按用户的小时用量'), {
      query: FILTERS.slice(3, 5),
      samples: [sample('get')],
    }),
    admin('orders', 'GET /api/user/topup', t('Everybody’s orders', '全站订单'), {
      query: [...PAGE, KEYWORD],
      samples: [sample('list', { shown: onePage(ORDER) })],
    }),
    admin('model-get', 'GET /api/models/{id}', t('One model', '查询模型'), {
      params: [ID],
      samples: [sample('get', { path: { id: '1' } })],
    }),
    admin('model-missing', 'GET /api/models/missing', t('Models without a price', '缺少价格的模型'), {
      samples: [sample('list')],
    }),
    admin('vendor-get', 'GET /api/vendors/{id}', t('One vendor', '查询供应商'), {
      params: [ID],
      samples: [sample('get', { path: { id: '1' } })],
    }),
    admin('prefill', 'GET /api/prefill_group', t('Prefilled groups', '预填分组'), { samples: [sample('list')] }),
    ...(['models', 'vendors'] as const).flatMap(what =>
      (['POST', 'PUT', 'DELETE'] as const).map(method =>
        admin(
          `${what}-${method.toLowerCase()}`,
          method === 'DELETE' ? `DELETE /api/${what}/{id}` : `${method} /api/${what}`,
          t(`Change the catalogue (${method} ${what})`, `修改目录（${method} ${what}）`),
          {
            ...(method === 'DELETE' ? { params: [ID] } : { body: [['id', 'integer', 'Its id.', 'ID。'] as Row] }),
            samples: [
              sample('refused', {
                ...(method === 'DELETE' ? { path: { id: '1' } } : { body: { id: 1 } }),
                shown: refused('The catalogue comes with the gateway.'),
              }),
            ],
          },
          t(
            'Refused: models are written at channels, their prices in the console.',
            '不支持：模型在渠道中设置，价格在控制台设置。',
          ),
        ),
      ),
    ),
  ],
};
