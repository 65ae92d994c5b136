// The words of the account's settings.

import { texts } from '../../i18n/language.tsx';

export const ACCOUNT = texts(
  {
    title: 'Settings',
    profile: 'Profile',
    displayName: 'Name shown',
    email: 'E-mail',
    save: 'Save',
    saved: 'Saved.',
    password: 'Password',
    oldPassword: 'Current password',
    newPassword: 'New password',
    passwordHelp: 'At least 8 characters. Your other sessions end.',
    changePassword: 'Change password',
    passwordChanged: 'The password is changed; your other sessions have ended.',
    sessions: 'Sessions',
    thisDevice: 'This device',
    unknownDevice: 'Unknown device',
    endSession: 'End',
  },
  {
    title: '设置',
    profile: '个人资料',
    displayName: '显示名称',
    email: '邮箱',
    save: '保存',
    saved: '已保存。',
    password: '密码',
    oldPassword: '当前密码',
    newPassword: '新密码',
    passwordHelp: '至少 8 个字符。其他会话将被结束。',
    changePassword: '修改密码',
    passwordChanged: '密码已修改，其他会话已结束。',
    sessions: '会话',
    thisDevice: '当前设备',
    unknownDevice: '未知设备',
    endSession: '结束',
  },
);
