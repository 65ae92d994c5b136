// The words of the operator's page of settings.

import { texts } from '../../i18n/language.tsx';

interface SettingsText {
  readonly title: string;
  readonly lead: string;
  readonly search: string;
  readonly source: string;
  readonly all: string;
  readonly sources: Readonly<Record<'console' | 'declared' | 'default', string>>;
  readonly none: string;
  readonly name: string;
  readonly value: string;
  readonly acts: string;
  readonly change: string;
  readonly save: string;
  readonly cancel: string;
  readonly on: string;
  readonly off: string;
  readonly empty: string;
  readonly atStart: string;
  declared(place: string): string;
  reset(value: string): string;
  range(min: number, max: number): string;
  /** Units that are shown otherwise than the gateway names them. */
  readonly units: Readonly<Record<string, string>>;
}

export const SITE_SETTINGS = texts<SettingsText>(
  {
    title: 'Gateway settings',
    lead: 'In force on every node within two seconds. What a file, variable or flag sets is changed there.',
    search: 'Search',
    source: 'Set',
    all: 'All',
    sources: { console: 'here', declared: 'elsewhere', default: 'by default' },
    none: 'No setting fits.',
    name: 'Setting',
    value: 'Value',
    acts: 'Actions',
    change: 'Change',
    save: 'Save',
    cancel: 'Cancel',
    on: 'On',
    off: 'Off',
    empty: 'empty',
    atStart: 'Read when a node starts: the change waits for that.',
    declared: place => `at ${place}`,
    reset: value => `Back to the default (${value})`,
    range: (min, max) => `From ${min} to ${max}.`,
    units: {},
  },
  {
    title: '网关设置',
    lead: '两秒内在所有节点生效。由文件、环境变量或参数设定的，请在原处修改。',
    search: '搜索',
    source: '来源',
    all: '全部',
    sources: { console: '在此设定', declared: '在别处设定', default: '默认' },
    none: '没有符合的设置。',
    name: '设置',
    value: '值',
    acts: '操作',
    change: '修改',
    save: '保存',
    cancel: '取消',
    on: '开',
    off: '关',
    empty: '空',
    atStart: '节点启动时读取，修改后需重启生效。',
    declared: place => `位于 ${place}`,
    reset: value => `恢复默认（${value}）`,
    range: (min, max) => `${min} 到 ${max}。`,
    units: {
      bytes: '字节',
      seconds: '秒',
      minutes: '分钟',
      hours: '小时',
      days: '天',
      milliseconds: '毫秒',
      percent: '%',
      attempts: '次',
      failures: '次',
      tokens: '令牌',
    },
  },
);
