// The account API of the new-api family, which account managers and scripts of that family call.

import type { CallFamily } from '../call.ts';
import type { Row } from '../field.ts';
import { t } from '../text.ts';
import { brief, sample } from './brief.ts';
import { open, own, PAGE } from './envelope.ts';

const TOKEN: readonly Row[] = [
  ['name', 'string', 'Up to 50 characters.', '最多 50 字符。'],
  ['remain_quota', 'integer', 'What may be spent, in quota units.', '可用额度（quota）。'],
  ['unlimited_quota', 'boolean', 'No budget of its own.', '不限额度。'],
  ['expired_time', 'integer = -1', 'Unix seconds; −1 for never.', '到期时间（Unix 秒），−1 为永久。'],
  ['group', 'string', 'Group; empty for the account’s.', '分组；空为账户分组。'],
  ['model_limits_enabled', 'boolean', 'Whether only some models.', '是否限制模型。'],
  ['model_limits', 'string', 'Which, by comma.', '模型列表，逗号分隔。'],
  ['allow_ips', 'string', 'Addresses or CIDRs, a line each.', '允许的 IP 或 CIDR，每行一个。'],
];
const ID: Row = ['id*', 'integer', 'Id of the key.', '密钥 ID。'];
const MADE = { sample: 'token-create/create', take: { id: 'data.id' } } as const;

export const accounts: CallFamily = {
  section: 'system',
  id: 'accounts',
  title: t('Account (new-api compatible)', '账户（兼容 new-api）'),
  calls: [
    brief(
      'user-register',
      'POST /api/user/register',
      t('Register', '注册'),
      t('Makes an account, where registration is open.', '开放注册时创建账户。'),
      open({
        body: [
          ['username*', 'string', 'Name.', '用户名。'],
          ['password*', 'string', '8 to 128 characters.', '8 到 128 字符。'],
          ['email', 'string', 'E-mail.', '邮箱。'],
          ['aff_code', 'string', 'Invitation.', '邀请码。'],
        ],
        samples: [sample('closed', { body: { username: 'reader', password: 'a long password' } })],
      }),
    ),
    brief(
      'user-login',
      'POST /api/user/login',
      t('Sign in', '登录'),
      t('Gives a session’s cookie and a token for fifteen minutes.', '返回会话 Cookie 与 15 分钟有效的令牌。'),
      open({
        body: [
          ['username*', 'string', 'Name.', '用户名。'],
          ['password*', 'string', 'Password.', '密码。'],
        ],
        samples: [sample('login', { body: { username: 'reader', password: 'correct horse battery staple' } })],
      }),
    ),
    brief(
      'user-login-2fa',
      'POST /api/user/login/2fa',
      t('Second step of signing in', '二次验证'),
      t('With the code of an authenticator.', '提交验证器的验证码。'),
      open({
        body: [
          ['flow_token*', 'string', 'From the first step.', '第一步返回的令牌。'],
          ['code*', 'string', 'Six digits.', '六位数字。'],
        ],
        samples: [sample('wrong', { body: { flow_token: 'none', code: '000000' } }, t('A wrong code', '错误的验证码'))],
      }),
    ),
    brief(
      'user-refresh',
      'POST /api/user/auth/refresh',
      t('Refresh the session', '刷新会话'),
      t('Another token for a session.', '为会话签发新令牌。'),
      own({
        samples: [
          sample('token', { fails: 401 }, t('With an access token instead of a session', '用访问令牌而非会话')),
        ],
      }),
    ),
    brief(
      'user-logout',
      'POST /api/user/logout',
      t('Sign out', '退出登录'),
      t('Ends the session.', '结束会话。'),
      open({
        aliases: ['GET /api/user/logout', '/api/user/auth/logout', 'GET /api/user/auth/logout'],
        samples: [sample('out')],
      }),
    ),
    brief(
      'user-token',
      'POST /api/user/token',
      t('New system token', '生成系统令牌'),
      t('Makes the account’s access token anew; the old one ends.', '重新生成系统令牌，旧令牌失效。'),
      own({
        aliases: ['GET /api/user/token'],
        samples: [
          sample('make', {
            shown: {
              because: t(
                'It would end the token with which the samples are carried out.',
                '会使执行示例所用的令牌失效。',
              ),
              status: 200,
              answer: { success: true, message: '', data: 'tp_…' },
            },
          }),
        ],
      }),
    ),
    brief(
      'user-self',
      'GET /api/user/self',
      t('The account itself', '账户信息'),
      t('Balance in quota units: 500 000 to the dollar.', '余额以 quota 计：500000 = 1 美元。'),
      own({ samples: [sample('get')] }),
    ),
    brief(
      'user-self-update',
      'PUT /api/user/self',
      t('Change the account', '修改账户'),
      t('Name to show, or password.', '修改显示名或密码。'),
      own({
        body: [
          ['display_name', 'string', 'Name to show.', '显示名。'],
          ['password', 'string', 'New password.', '新密码。'],
          ['original_password', 'string', 'The old one.', '原密码。'],
        ],
        samples: [sample('name', { body: { display_name: 'Reader' } })],
      }),
    ),
    brief(
      'user-setting',
      'PUT /api/user/setting',
      t('Change notices', '修改通知设置'),
      t('When to be warned.', '设置额度提醒等。'),
      own({
        body: [['quota_warning_threshold', 'number', 'Below this.', '低于该值时提醒。']],
        samples: [sample('warn', { body: { quota_warning_threshold: 500000 } })],
      }),
    ),
    brief(
      'user-models',
      'GET /api/user/models',
      t('Models of the account', '账户可用模型'),
      t('By group.', '可按分组查询。'),
      own({
        aliases: ['/api/user/available_models'],
        query: [['group', 'string', 'Of this group.', '分组。']],
        samples: [sample('list')],
      }),
    ),
    brief(
      'user-groups',
      'GET /api/user/groups',
      t('Groups to choose from', '可选分组'),
      t('With their multipliers.', '含各分组倍率。'),
      own({
        aliases: ['/api/user/self/groups'],
        samples: [sample('list')],
      }),
    ),
    brief(
      'user-aff',
      'GET /api/user/aff',
      t('Invitation code', '邀请码'),
      t('The account’s own.', '账户的邀请码。'),
      own({ samples: [sample('get')] }),
    ),
    brief(
      'user-topup',
      'POST /api/user/topup',
      t('Redeem a code', '兑换码充值'),
      t('Adds a code’s amount to the balance.', '把兑换码金额加入余额。'),
      own({
        body: [['key*', 'string', 'The code.', '兑换码。']],
        samples: [sample('wrong', { body: { key: 'none' } }, t('A wrong code', '错误的兑换码'))],
      }),
    ),
    brief(
      'user-checkin-list',
      'GET /api/user/checkin',
      t('Check-ins', '签到记录'),
      t('Of a month.', '按月查询。'),
      own({
        query: [['month', 'string', 'Such as `2026-11`.', '如 `2026-11`。']],
        samples: [sample('get')],
      }),
    ),
    brief(
      'user-checkin',
      'POST /api/user/checkin',
      t('Check in', '签到'),
      t('Where the operator offers it.', '运营者开启时可用。'),
      own({ samples: [sample('in')] }),
    ),
  ],
};

export const tokens: CallFamily = {
  section: 'system',
  id: 'tokens',
  title: t('Keys (new-api compatible)', '密钥（兼容 new-api）'),
  calls: [
    brief(
      'token-list',
      'GET /api/token',
      t('List keys', '密钥列表'),
      t('Your keys, newest first, masked.', '列出密钥，新的在前，已打码。'),
      own({ query: PAGE, samples: [sample('list', { query: { page_size: '1' } })] }),
    ),
    brief(
      'token-search',
      'GET /api/token/search',
      t('Search keys', '搜索密钥'),
      t('By name or beginning.', '按名称或开头搜索。'),
      own({
        query: [
          ['keyword', 'string', 'Part of the name.', '名称的一部分。'],
          ['token', 'string', 'Beginning of the key.', '密钥开头。'],
          ...PAGE,
        ],
        samples: [sample('name', { query: { keyword: 'manual' } })],
      }),
    ),
    brief(
      'token-create',
      'POST /api/token',
      t('Create a key', '创建密钥'),
      t(
        'Answers the full key once. Choose the group here: see [how to create a key in a group](/docs/start/keys).',
        '仅此一次返回完整密钥。在此选择分组，参见[如何在分组中创建密钥](/docs/start/keys)。',
      ),
      own({
        body: TOKEN,
        samples: [sample('create', { body: { name: 'made by a script', remain_quota: 500000, group: 'default' } })],
      }),
    ),
    brief(
      'token-get',
      'GET /api/token/{id}',
      t('One key', '查询密钥'),
      t('Masked.', '已打码。'),
      own({ params: [ID], samples: [sample('get', { before: MADE, path: { id: '<id>' } })] }),
    ),
    brief(
      'token-key',
      'POST /api/token/{id}/key',
      t('The full key', '查看完整密钥'),
      t('Where the operator lets keys be shown again.', '运营者允许再次查看时可用。'),
      own({ params: [ID], samples: [sample('get', { before: MADE, path: { id: '<id>' } })] }),
    ),
    brief(
      'token-keys',
      'POST /api/token/batch/keys',
      t('Several full keys', '批量查看完整密钥'),
      t('Where the operator lets keys be shown again.', '运营者允许再次查看时可用。'),
      own({
        body: [['ids*', 'integer[]', 'Their ids.', '密钥 ID 列表。']],
        samples: [sample('get', { before: MADE, body: { ids: ['<id>'] } })],
      }),
    ),
    brief(
      'token-update',
      'PUT /api/token',
      t('Change a key', '修改密钥'),
      t(
        'The whole key by its `id`, or with `status_only=1` only whether it is on.',
        '按 `id` 整体修改；`status_only=1` 只改启用状态。',
      ),
      own({
        query: [['status_only', 'string', '`1` for the status alone.', '`1` 表示只改状态。']],
        body: [ID, ['status', 'integer', '1 on, 2 off.', '1 启用，2 停用。'], ...TOKEN],
        samples: [sample('off', { before: MADE, query: { status_only: '1' }, body: { id: '<id>', status: 2 } })],
      }),
    ),
    brief(
      'token-delete',
      'DELETE /api/token/{id}',
      t('Delete a key', '删除密钥'),
      t('It ends within two seconds everywhere.', '两秒内在所有节点失效。'),
      own({ params: [ID], samples: [sample('delete', { before: MADE, path: { id: '<id>' } })] }),
    ),
    brief(
      'token-batch',
      'POST /api/token/batch',
      t('Delete several keys', '批量删除密钥'),
      t('Up to a hundred.', '最多一百个。'),
      own({
        body: [['ids*', 'integer[]', 'Their ids.', '密钥 ID 列表。']],
        samples: [sample('delete', { before: MADE, body: { ids: ['<id>'] } })],
      }),
    ),
  ],
};
