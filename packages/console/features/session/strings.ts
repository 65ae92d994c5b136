// The words of the ways in.

import { texts } from '../../i18n/language.tsx';

export const SESSION = texts(
  {
    signIn: 'Sign in',
    name: 'Name or e-mail',
    newName: 'Name',
    password: 'Password',
    passwordHelp: 'At least 8 characters.',
    email: 'E-mail (optional)',
    invitation: 'Invitation',
    code: 'Code from your authenticator app, or a back-up code',
    verify: 'Continue',
    register: 'Create account',
    toRegister: 'No account yet? Create one',
    toSignIn: 'Have an account? Sign in',
    setUp: 'Welcome to Turnpike',
    setUpLead: 'Choose a name and a password for the first account. This link works once.',
    setUpDone: 'Set password and enter',
    noSecret: 'This address lacks its secret. Copy the whole link that the start printed.',
    network: 'The gateway cannot be reached. Is the network there?',
  },
  {
    signIn: '登录',
    name: '用户名或邮箱',
    newName: '用户名',
    password: '密码',
    passwordHelp: '至少 8 个字符。',
    email: '邮箱（可选）',
    invitation: '邀请码',
    code: '验证器应用中的验证码，或备用码',
    verify: '继续',
    register: '创建账号',
    toRegister: '还没有账号？立即创建',
    toSignIn: '已有账号？登录',
    setUp: '欢迎使用 Turnpike',
    setUpLead: '为第一个账号设置用户名和密码。此链接只能使用一次。',
    setUpDone: '设置密码并进入',
    noSecret: '地址中缺少密钥。请复制启动时打印的完整链接。',
    network: '无法连接网关。请检查网络。',
  },
);
