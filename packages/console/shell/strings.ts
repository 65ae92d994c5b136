// The shell's words in both languages.

import { texts } from '../i18n/language.tsx';

const english = {
  product: 'Turnpike',
  navigation: 'Pages',
  operator: 'Operator',
  skip: 'Skip to the content',
  language: '中文',
  theme: { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' },
  signOut: 'Sign out',
  search: 'Go to … (Ctrl K)',
  nothing: 'Nothing fits.',
  pages: {
    overview: 'Overview',
    playground: 'Playground',
    keys: 'Keys',
    usage: 'Usage',
    tasks: 'Tasks',
    models: 'Models',
    wallet: 'Wallet',
    docs: 'Docs',
    settings: 'Settings',
    channels: 'Channels',
    prices: 'Prices',
    users: 'Users',
    organisations: 'Organisations',
    codes: 'Codes',
    orders: 'Orders',
    audit: 'Audit',
    system: 'System',
    siteSettings: 'Gateway settings',
  },
};

export type ShellText = typeof english;

export const SHELL = texts<ShellText>(english, {
  product: 'Turnpike',
  navigation: '页面',
  operator: '运营',
  skip: '跳到正文',
  language: 'English',
  theme: { system: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' },
  signOut: '退出登录',
  search: '前往…（Ctrl K）',
  nothing: '没有匹配项。',
  pages: {
    overview: '概览',
    playground: '操练场',
    keys: '密钥',
    usage: '用量',
    tasks: '任务',
    models: '模型',
    wallet: '钱包',
    docs: '文档',
    settings: '设置',
    channels: '渠道',
    prices: '价格',
    users: '用户',
    organisations: '组织',
    codes: '兑换码',
    orders: '订单',
    audit: '审计',
    system: '系统',
    siteSettings: '网关设置',
  },
});
