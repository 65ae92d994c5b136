// The new-api family's log and what its gateways tell everybody.

import type { CallFamily } from '../call.ts';
import { t } from '../text.ts';
import { brief, sample } from './brief.ts';
import { FILTERS, open, operator, own } from './envelope.ts';

export const logs: CallFamily = {
  section: 'system',
  id: 'logs',
  title: t('Logs and public information (new-api compatible)', '日志与公开信息（兼容 new-api）'),
  calls: [
    brief(
      'log-self',
      'GET /api/log/self',
      t('Your calls', '调用日志'),
      t('Page by page.', '分页查询。'),
      own({
        aliases: ['/api/log/self/search'],
        query: FILTERS,
        samples: [sample('page', { query: { page_size: '1' } })],
      }),
    ),
    brief(
      'log-self-stat',
      'GET /api/log/self/stat',
      t('Sums of your calls', '调用统计'),
      t('Spent, and the pace of the last minute.', '消费合计与最近一分钟的速率。'),
      own({ query: FILTERS, samples: [sample('get')] }),
    ),
    brief(
      'data-self',
      'GET /api/data/self',
      t('Your hours', '按小时用量'),
      t('By model and hour, a month at most.', '按模型与小时汇总，最长一个月。'),
      own({ query: FILTERS.slice(3, 5), samples: [sample('get')] }),
    ),
    brief(
      'log-all',
      'GET /api/log',
      t('Everybody’s calls', '全站调用日志'),
      t('For operators.', '仅运营者。'),
      operator({
        aliases: ['/api/log/search'],
        query: FILTERS,
        samples: [sample('page', { query: { page_size: '1' } })],
      }),
    ),
    brief(
      'log-stat',
      'GET /api/log/stat',
      t('Everybody’s sums', '全站统计'),
      t('For operators.', '仅运营者。'),
      operator({ query: FILTERS, samples: [sample('get')] }),
    ),
    brief(
      'data-all',
      'GET /api/data',
      t('Everybody’s hours', '全站按小时用量'),
      t('For operators.', '仅运营者。'),
      operator({ query: FILTERS.slice(3, 5), samples: [sample('get')] }),
    ),
    brief(
      'status',
      'GET /api/status',
      t('About this gateway', '站点信息'),
      t('Name, version, units.', '站点名、版本与单位。'),
      open({ samples: [sample('get')] }),
    ),
    brief(
      'notice',
      'GET /api/notice',
      t('Notice', '公告'),
      t('Markdown.', 'Markdown 文本。'),
      open({
        aliases: ['/api/about', '/api/home_page_content', '/api/user-agreement', '/api/privacy-policy'],
        samples: [sample('get')],
      }),
    ),
    brief(
      'uptime-status',
      'GET /api/uptime/status',
      t('Monitors', '监控状态'),
      t('None of other sites; the status page tells how things stand.', '无外部监控；状态见状态页。'),
      open({ samples: [sample('get')] }),
    ),
    brief(
      'setup-state',
      'GET /api/setup',
      t('Is it set up?', '初始化状态'),
      t('Always, here.', '恒为已初始化。'),
      open({ samples: [sample('get')] }),
    ),
    brief(
      'pricing',
      'GET /api/pricing',
      t('Prices', '价格表'),
      t('Every model with its ratios, groups and APIs.', '所有模型的倍率、分组与接口类型。'),
      { credential: 'none', returns: [['data*', 'object[]', 'The models.', '模型列表。']], samples: [sample('get')] },
    ),
    brief(
      'ratio-config',
      'GET /api/ratio_config',
      t('Prices for other stations', '倍率表（供其他站点同步）'),
      t('403 unless the operator publishes them.', '运营者未公开时返回 403。'),
      open({ samples: [sample('get', { fails: 403 })] }),
    ),
  ],
};
