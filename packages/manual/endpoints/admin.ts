// The new-api family's administration, which account managers and scripts of that family call.

import type { Call, CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t, type Text } from '../text.ts';
import { brief, sample, type More } from './brief.ts';
import { operator, own, PAGE } from './envelope.ts';

const ID: Row = ['id*', 'integer', 'Its id.', 'ID。'];
const KEYWORD: Row = ['keyword', 'string', 'Part of the name.', '名称的一部分。'];
const AGAIN = t('In the family’s own words.', '与该系列接口一致。');

function admin(id: string, route: string, title: Text, more: More = {}, purpose: Text = AGAIN): Call {
  return brief(`admin-${id}`, route, title, purpose, operator(more));
}

const USER: readonly Row[] = [
  ['username', 'string', 'Name.', '用户名。'],
  ['password', 'string', '8 to 128 characters.', '8 到 128 字符。'],
  ['display_name', 'string', 'Name to show.', '显示名。'],
  ['email', 'string', 'E-mail.', '邮箱。'],
  ['group', 'string', 'Group.', '分组。'],
  ['role', 'integer', '1 user, 10 administrator, 100 root.', '1 用户，10 管理员，100 超级管理员。'],
];
const MADE_USER = { sample: 'admin-user-create/make', take: { id: 'data.id' } } as const;
const NEW_USER = { username: 'a-new-user-<id>', password: 'a long password' };

export const adminUsers: CallFamily = {
  section: 'system',
  id: 'admin-users',
  title: t('Users (new-api compatible)', '用户管理（兼容 new-api）'),
  calls: [
    admin('user-list', 'GET /api/user', t('List users', '用户列表'), {
      aliases: ['/api/user/search'],
      query: [
        ...PAGE,
        KEYWORD,
        ['group', 'string', 'Only of this group.', '只看某分组。'],
        ['role', 'integer', 'Only of this role.', '只看某角色。'],
        ['status', 'integer', '1 on, 2 off.', '1 启用，2 停用。'],
      ],
      samples: [sample('list', { query: { page_size: '1' } })],
    }),
    admin('user-get', 'GET /api/user/{id}', t('One user', '查询用户'), {
      params: [ID],
      samples: [sample('get', { path: { id: '1' } })],
    }),
    admin('user-create', 'POST /api/user', t('Make a user', '创建用户'), {
      body: USER,
      samples: [
        sample('make', {
          // Every carrying out makes another: the name is the request's own.
          before: { sample: 'chat-completions/plain', take: { id: 'header:x-request-id' } },
          body: NEW_USER,
        }),
      ],
    }),
    admin('user-update', 'PUT /api/user', t('Change a user', '修改用户'), {
      body: [ID, ...USER, ['quota', 'integer', 'What shall be left.', '剩余额度。']],
      samples: [sample('name', { before: MADE_USER, body: { id: '<id>', display_name: 'Ada' } })],
    }),
    admin(
      'user-manage',
      'POST /api/user/manage',
      t('Manage a user', '用户操作'),
      {
        body: [
          ID,
          ['action*', '"enable"|"disable"|"delete"|"promote"|"demote"|"add_quota"', 'What to do.', '操作。'],
          ['value', 'integer', 'Quota, with `add_quota`.', '额度（`add_quota`）。'],
          ['mode', '"add"|"subtract"|"override" = "add"', 'How, with `add_quota`.', '方式（`add_quota`）。'],
        ],
        samples: [sample('quota', { before: MADE_USER, body: { id: '<id>', action: 'add_quota', value: 500000 } })],
      },
      t('Switches on and off, makes an administrator, gives and takes quota.', '启用、停用、提升、降级与增减额度。'),
    ),
    admin('user-delete', 'DELETE /api/user/{id}', t('Delete a user', '删除用户'), {
      params: [ID],
      samples: [sample('delete', { before: MADE_USER, path: { id: '<id>' } })],
    }),
    brief(
      'task-self',
      'GET /api/task/self',
      t('Your tasks (new-api)', '我的任务（new-api）'),
      AGAIN,
      own({
        query: PAGE,
        samples: [sample('list', { query: { page_size: '1' } })],
      }),
    ),
    brief(
      'mj-self',
      'GET /api/mj/self',
      t('Your drawings (new-api)', '我的绘图（new-api）'),
      AGAIN,
      own({
        query: PAGE,
        samples: [sample('list', { query: { page_size: '1' } })],
      }),
    ),
  ],
};

const CHANNEL: readonly Row[] = [
  ['type', 'integer', 'Kind of upstream, by the family’s numbers.', '渠道类型编号。'],
  ['name', 'string', 'Name.', '名称。'],
  ['key', 'string', 'Keys, a line each.', '密钥，每行一个。'],
  ['base_url', 'string', 'Address.', '地址。'],
  ['models', 'string', 'Models, by comma.', '模型，逗号分隔。'],
  ['group', 'string', 'Groups, by comma.', '分组，逗号分隔。'],
  ['model_mapping', 'string', 'JSON: our name to theirs.', '模型映射 JSON。'],
  ['tag', 'string', 'A word for channels that are changed together.', '标签。'],
  ['priority', 'integer', 'The higher, the earlier.', '优先级。'],
  ['weight', 'integer', 'Share among equals.', '权重。'],
];
/** Channels of a running gateway change what it serves, so their samples are shown, not carried out. */
const SHOWN = {
  because: t('It changes which upstreams are called.', '会改变网关所用的上游。'),
  status: 200,
} as const;
const done = (data: unknown) => ({ ...SHOWN, answer: { success: true, message: '', data } });
const CHANNEL_VIEW = { id: 7, type: 1, name: 'main', status: 1, models: 'gpt-4o', group: 'default', priority: 0 };

export const adminChannels: CallFamily = {
  section: 'system',
  id: 'admin-channels',
  title: t('Channels (new-api compatible)', '渠道管理（兼容 new-api）'),
  calls: [
    admin('channel-list', 'GET /api/channel', t('List channels', '渠道列表'), {
      aliases: ['/api/channel/search'],
      query: [
        ...PAGE,
        KEYWORD,
        ['group', 'string', 'Only of this group.', '只看某分组。'],
        ['model', 'string', 'Only with this model.', '只看含某模型的渠道。'],
        ['status', 'string', '`enabled` or `disabled`.', '`enabled` 或 `disabled`。'],
        ['type', 'integer', 'Only of this kind.', '只看某类型。'],
      ],
      samples: [sample('list')],
    }),
    admin('channel-get', 'GET /api/channel/{id}', t('One channel', '查询渠道'), {
      params: [ID],
      samples: [sample('get', { path: { id: '7' }, shown: done(CHANNEL_VIEW) })],
    }),
    admin('channel-models', 'GET /api/channel/models', t('Models of channels', '渠道模型'), {
      aliases: ['/api/channel/models_enabled'],
      samples: [sample('list')],
    }),
    admin('channel-create', 'POST /api/channel', t('Make channels', '创建渠道'), {
      body: [
        [
          'mode',
          '"single"|"batch"|"multi_to_single" = "single"',
          'One, one for each key, or one with all keys.',
          '单个、每个密钥一个，或多密钥合一。',
        ],
        ['channel', 'object', 'The channel: fields as for a change.', '渠道，字段同修改。'],
      ],
      samples: [
        sample('make', {
          body: { mode: 'single', channel: { type: 1, name: 'main', key: 'sk-…', models: 'gpt-4o', group: 'default' } },
          shown: done(CHANNEL_VIEW),
        }),
      ],
    }),
    admin('channel-update', 'PUT /api/channel', t('Change a channel', '修改渠道'), {
      body: [ID, ...CHANNEL],
      samples: [sample('priority', { body: { id: 7, priority: 10 }, shown: done({ ...CHANNEL_VIEW, priority: 10 }) })],
    }),
    admin('channel-delete', 'DELETE /api/channel/{id}', t('Delete a channel', '删除渠道'), {
      params: [ID],
      samples: [sample('delete', { path: { id: '7' }, shown: done(null) })],
    }),
    admin('channel-delete-disabled', 'DELETE /api/channel/disabled', t('Delete what is off', '删除停用渠道'), {
      samples: [sample('delete', { shown: done(0) })],
    }),
    admin('channel-batch', 'POST /api/channel/batch', t('Delete several', '批量删除渠道'), {
      body: [['ids*', 'integer[]', 'Their ids.', 'ID 列表。']],
      samples: [sample('delete', { body: { ids: [7] }, shown: done(1) })],
    }),
    admin('channel-copy', 'POST /api/channel/copy/{id}', t('Copy a channel', '复制渠道'), {
      params: [ID],
      query: [['suffix', 'string = "_copy"', 'What stands behind its name.', '名称后缀。']],
      samples: [sample('copy', { path: { id: '7' }, shown: done({ id: 8 }) })],
    }),
    admin('channel-test', 'GET /api/channel/test/{id}', t('Try a channel', '测试渠道'), {
      params: [ID],
      query: [['model', 'string', 'With this model.', '测试模型。']],
      samples: [
        sample('try', { path: { id: '7' }, shown: { ...SHOWN, answer: { success: true, message: '', time: 0.8 } } }),
      ],
    }),
    admin('channel-test-all', 'GET /api/channel/test', t('Try all channels', '测试全部渠道'), {
      samples: [sample('try', { shown: done(null) })],
    }),
    admin('channel-balance', 'GET /api/channel/update_balance/{id}', t('Balance at the upstream', '上游余额'), {
      params: [ID],
      samples: [
        sample('read', {
          path: { id: '7' },
          shown: { ...SHOWN, answer: { success: true, message: '', balance: 12.5 } },
        }),
      ],
    }),
    admin('channel-fetch-models', 'GET /api/channel/fetch_models/{id}', t('Models of the upstream', '获取上游模型'), {
      params: [ID],
      samples: [sample('read', { path: { id: '7' }, shown: done(['gpt-4o', 'gpt-4o-mini']) })],
    }),
  ],
};

const CODE = { sample: 'admin-code-list/list', take: { id: 'data.items.0.id' } } as const;

export const adminSite: CallFamily = {
  section: 'system',
  id: 'admin-site',
  title: t('Codes and options (new-api compatible)', '兑换码与选项（兼容 new-api）'),
  calls: [
    admin('code-create', 'POST /api/redemption', t('Make codes', '创建兑换码'), {
      body: [
        ['name', 'string', 'Name of the batch.', '批次名称。'],
        ['count', 'integer = 1', 'How many.', '数量。'],
        ['quota*', 'integer', 'What each is worth.', '每个面额（quota）。'],
        ['expired_time', 'integer', 'Unix seconds; 0 for never.', '到期时间，0 为永久。'],
      ],
      samples: [sample('make', { body: { name: 'spring', count: 2, quota: 500000 } })],
    }),
    admin('code-list', 'GET /api/redemption', t('List codes', '兑换码列表'), {
      aliases: ['/api/redemption/search'],
      query: [...PAGE, KEYWORD],
      samples: [
        sample('list', {
          before: { sample: 'admin-code-create/make', take: { id: 'data.0' } },
          query: { page_size: '1' },
        }),
      ],
    }),
    admin('code-get', 'GET /api/redemption/{id}', t('One code', '查询兑换码'), {
      params: [ID],
      samples: [sample('get', { before: CODE, path: { id: '<id>' } })],
    }),
    admin('code-update', 'PUT /api/redemption', t('Switch a code', '启停兑换码'), {
      body: [ID, ['status*', 'integer', '1 good, 2 not.', '1 可用，2 停用。']],
      samples: [sample('off', { before: CODE, body: { id: '<id>', status: 2 } })],
    }),
    admin('code-delete', 'DELETE /api/redemption/{id}', t('Delete a code', '删除兑换码'), {
      params: [ID],
      samples: [sample('delete', { before: CODE, path: { id: '<id>' } })],
    }),
    admin('options', 'GET /api/option', t('Options', '选项列表'), { samples: [sample('list')] }),
    admin(
      'option-set',
      'PUT /api/option',
      t('Change an option', '修改选项'),
      {
        body: [
          ['key*', 'string', '`GroupRatio`.', '`GroupRatio`。'],
          ['value*', 'string', 'JSON of multipliers.', '倍率 JSON。'],
        ],
        samples: [
          sample('ratio', {
            body: { key: 'GroupRatio', value: '{"default":1}' },
            shown: done(null),
          }),
        ],
      },
      t(
        'The multipliers of groups; everything else is changed in the console.',
        '修改分组倍率；其余选项请在控制台修改。',
      ),
    ),
    admin('groups', 'GET /api/group', t('Groups', '分组'), { samples: [sample('list')] }),
    admin('models', 'GET /api/models', t('Catalogue', '模型目录'), {
      aliases: ['/api/models/search'],
      query: [...PAGE, KEYWORD],
      samples: [sample('list', { query: { page_size: '2' } })],
    }),
    admin('vendors', 'GET /api/vendors', t('Vendors', '供应商'), {
      aliases: ['/api/vendors/search'],
      query: PAGE,
      samples: [sample('list', { query: { page_size: '2' } })],
    }),
  ],
};
