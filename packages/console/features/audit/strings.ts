// The words of the log of changes.

import { texts } from '../../i18n/language.tsx';

const english = {
  title: 'Audit',
  lead: 'Every change: who made it, when, from where, and what it was before and after.',
  empty: 'Changes will stand here.',
  when: 'Time',
  who: 'Who',
  itself: 'The gateway itself',
  what: 'What',
  whatFilter: 'What, such as key. or key.create',
  subject: 'Of what',
  subjectFilter: 'Of what, such as account:7',
  via: 'By way of',
  address: 'From',
  from: 'From day',
  to: 'To day',
  before: 'Before',
  after: 'After',
  vias: {
    session: 'Console',
    token: 'Access token',
    file: 'File',
    command: 'Command line',
    system: 'Gateway',
  } as Readonly<Record<string, string>>,
};

export const AUDIT = texts(english, {
  title: '审计',
  lead: '每次更改：何人、何时、何处，以及前后内容。',
  empty: '更改会显示在这里。',
  when: '时间',
  who: '操作者',
  itself: '网关自身',
  what: '操作',
  whatFilter: '操作，如 key. 或 key.create',
  subject: '对象',
  subjectFilter: '对象，如 account:7',
  via: '途径',
  address: '来源地址',
  from: '开始日期',
  to: '结束日期',
  before: '更改前',
  after: '更改后',
  vias: { session: '控制台', token: '访问令牌', file: '配置文件', command: '命令行', system: '网关' },
});
