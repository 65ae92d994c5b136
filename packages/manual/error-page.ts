// The page of status codes, made from the one table of failures: every code with its status and what to do.

import { FAILURES, type FailureCode } from '@turnpike/protocols/failures';
import type { Page } from './page.ts';
import { LANGUAGES, t, type Language, type Text } from './text.ts';

/** What each code means and what to do about it. */
const ADVICE: Readonly<Record<FailureCode, Text>> = {
  missing_token: t(
    'No key was sent. Send it as `Authorization: Bearer sk-…`.',
    '没有发送密钥。请用 `Authorization: Bearer sk-…`。',
  ),
  invalid_token: t(
    'The key is unknown. Copy it again, whole; check that the client sends it here.',
    '密钥不存在。请重新完整复制，并确认客户端确实发往本站。',
  ),
  token_disabled: t(
    'The key was switched off. Switch it on in the console, or take another.',
    '密钥已停用。请在控制台启用或换一把。',
  ),
  token_expired: t('The key has ended. Give it a later end, or make another.', '密钥已过期。请延长有效期或新建密钥。'),
  token_quota_exhausted: t(
    'The key’s budget is spent. Raise it, or take another key.',
    '密钥额度已用完。请提高额度或更换密钥。',
  ),
  access_denied: t(
    'The address, the group or the channel is not allowed for this key.',
    '该密钥不允许此 IP、分组或渠道。',
  ),
  model_not_allowed: t(
    'The key is limited to other models. Change its list, or take another key.',
    '密钥限定了其他模型。请修改限制或更换密钥。',
  ),
  user_disabled: t('The account was switched off. Ask the operator.', '账户已停用，请联系运营者。'),
  insufficient_user_quota: t(
    'The balance does not cover the worst case of this request. Top up, or lower `max_tokens`.',
    '余额不足以覆盖本次请求的最坏情况。请充值，或调小 `max_tokens`。',
  ),
  pre_consume_token_quota_failed: t(
    'The key’s budget does not cover the worst case of this request. Raise it, or lower `max_tokens`.',
    '密钥额度不足以覆盖本次请求的最坏情况。请提高额度，或调小 `max_tokens`。',
  ),
  model_not_found: t(
    'The key’s group has no such model. See `GET /v1/models`, or choose another group.',
    '密钥所在分组没有该模型。请查看 `GET /v1/models` 或更换分组。',
  ),
  previous_response_not_found: t(
    'The response is not stored any more, or is not yours. Send the whole conversation.',
    '该响应已不存在或不属于你。请发送完整对话。',
  ),
  not_found: t(
    'There is no such path or thing. Look at the address; foreign things look like missing ones.',
    '路径或对象不存在。请检查地址；他人的对象与不存在的对象表现相同。',
  ),
  method_not_allowed: t(
    'The path knows other methods; the header `Allow` names them.',
    '该路径支持其他方法，见 `Allow` 头。',
  ),
  no_available_channel: t(
    'Every channel of this model rests or is off. Try again after `Retry-After`.',
    '该模型的渠道均在休息或停用。请在 `Retry-After` 之后重试。',
  ),
  model_price_error: t('The model has no price yet. The operator must set one.', '该模型尚未定价，请联系运营者。'),
  invalid_request: t(
    'A field is missing or wrong; `param` names it. Trying again does not help.',
    '字段缺失或有误，见 `param`。重试无用。',
  ),
  invalid_json: t('The body is no JSON. Check quotes and commas.', '请求体不是合法 JSON，请检查引号与逗号。'),
  unsupported_media_type: t('The body’s `Content-Type` is not taken here.', '不支持该 `Content-Type`。'),
  read_request_body_failed: t(
    'The body is too large. Send less, or files by address.',
    '请求体过大。请减小，或以链接方式提供文件。',
  ),
  request_timeout: t('The body did not arrive in time. Try again.', '请求体未在时限内送达，请重试。'),
  rate_limit_exceeded: t(
    'Too many requests or tokens a minute. Wait for `Retry-After`.',
    '每分钟请求或 token 过多。请等待 `Retry-After`。',
  ),
  upstream_auth_error: t(
    'The provider refused the gateway’s own credential. The operator is told; try again later.',
    '供应商拒绝了网关自己的凭据，已通知运营者，请稍后重试。',
  ),
  bad_response_body: t('The provider answered nonsense. Try again.', '供应商返回了无法解析的内容，请重试。'),
  bad_response: t('The provider broke off. Try again.', '供应商中断了连接，请重试。'),
  upstream_unreachable: t('The provider could not be reached. Try again.', '无法连接供应商，请重试。'),
  upstream_timeout: t(
    'The provider was silent for too long. Try again, or stream.',
    '供应商长时间无响应。请重试或改用流式。',
  ),
  api_not_implemented: t(
    'The path is known, and not served. The message says what to use.',
    '路径已知但未提供，按提示改用其他接口。',
  ),
  system_overloaded: t('The gateway has too much to do. Wait for `Retry-After`.', '网关繁忙，请等待 `Retry-After`。'),
  store_unavailable: t(
    'The gateway’s database is away. Wait for `Retry-After`.',
    '网关数据库暂不可用，请等待 `Retry-After`。',
  ),
  AUTH_UNAUTHORIZED: t(
    'Nobody is signed in. Sign in, or send an access token `tp_…`.',
    '未登录。请登录或发送访问令牌 `tp_…`。',
  ),
  AUTH_USER_DISABLED: t('The account was switched off.', '账户已停用。'),
  AUTH_INSUFFICIENT_PRIVILEGE: t('The account or token may not do this.', '账户或令牌没有该权限。'),
  AUTH_PROOF_NEEDED: t('Confirm your password or second factor first.', '请先验证密码或二次验证。'),
  AUTH_WRONG: t('Name, password or code is wrong.', '用户名、密码或验证码错误。'),
  conflict: t('It is there already, or was changed meanwhile. Read it again.', '已存在或已被修改，请重新读取。'),
  declared_in_file: t('It is declared in the configuration file. Change it there.', '由配置文件声明，请在文件中修改。'),
  internal_error: t(
    'A fault of the gateway. Try again, and tell the operator the request id.',
    '网关内部错误。请重试，并把请求 ID 告知运营者。',
  ),
};

const AGAIN: Readonly<Record<number, Text>> = {
  400: t('no: change the request', '否：修改请求'),
  401: t('no: another key', '否：更换密钥'),
  403: t('no: rights or money', '否：权限或余额'),
  404: t('no: another name', '否：更换名称'),
  405: t('no', '否'),
  408: t('yes', '是'),
  409: t('after reading again', '重新读取之后'),
  413: t('no: send less', '否：减小请求'),
  415: t('no', '否'),
  429: t('after `Retry-After`', '`Retry-After` 之后'),
  500: t('yes', '是'),
  501: t('no', '否'),
  502: t('yes', '是'),
  503: t('after `Retry-After`', '`Retry-After` 之后'),
  504: t('yes', '是'),
};

const INTRODUCTION = t(
  'Every API answers errors in its own shape: OpenAI’s `error.code`, Anthropic’s `error.type`, Google’s `error.status`, the management API’s `code`. The status and the message are the same in all; the message says what to do and ends with the request id. What a provider itself refuses comes through with its own status and words. A refused request costs nothing.',
  '每种接口都以自己的格式返回错误：OpenAI 为 `error.code`，Anthropic 为 `error.type`，Google 为 `error.status`，管理接口为 `code`。状态码与说明一致，说明会告诉你怎么办，并以请求 ID 结尾。供应商自身的拒绝会保留原状态码与原文。被拒绝的请求不收费。',
);

const STREAMS = t(
  '## Errors in streams\n\nOnce a stream has begun its status is 200, whatever happens then. A stream that fails ends with the protocol’s own error event: `data: {"error": …}` without `[DONE]` (Chat), `response.failed` (Responses), `event: error` (Anthropic), a last `data: {"error": …}` (Gemini). What was delivered before is charged.',
  '## 流式中的错误\n\n流开始之后状态码恒为 200。失败的流以该协议自己的错误事件结束：Chat 为 `data: {"error": …}` 且没有 `[DONE]`，Responses 为 `response.failed`，Anthropic 为 `event: error`，Gemini 为最后一行 `data: {"error": …}`。已送达的部分照常计费。',
);

/** The page. */
export function errorPage(): Page {
  const [en, zh] = LANGUAGES.map(bodyOf);
  return {
    path: 'start/errors',
    section: 'start',
    title: t('Status codes and what to do', '状态码与处理办法'),
    summary: t(
      'Every error of the gateway: status, code, whether to try again, what to do.',
      '网关的全部错误：状态码、错误码、是否重试与处理办法。',
    ),
    words: `${Object.keys(FAILURES).join(' ')} rate limit invalid api key quota error 报错 限流 额度不足 余额不足 错误码`,
    body: { en: en ?? '', zh: zh ?? '' },
  };
}

/** What a code means and what to do about it; undefined for what is no code of the gateway's. */
export function adviceOf(code: string): Text | undefined {
  return isCode(code) ? ADVICE[code] : undefined;
}

function isCode(word: string): word is FailureCode {
  return Object.hasOwn(FAILURES, word);
}

function bodyOf(language: Language): string {
  const codes = Object.keys(FAILURES).filter(isCode);
  const statuses = [...new Set(codes.map(code => FAILURES[code].status))].sort((left, right) => left - right);
  const again = language === 'en' ? 'Try again?' : '是否重试';
  const shapes =
    language === 'en' ? 'OpenAI type · Anthropic type · Google status' : 'OpenAI 类型 · Anthropic 类型 · Google 状态';
  const parts = statuses.map(status => {
    const entries = codes
      .filter(code => FAILURES[code].status === status)
      .map(code => {
        const { openai, anthropic, gemini } = FAILURES[code];
        return `### ${code}\n\n${ADVICE[code][language]}\n\n${shapes}: \`${openai}\` · \`${anthropic}\` · \`${gemini}\``;
      });
    return `## ${status}\n\n${again}: ${AGAIN[status]?.[language] ?? ''}\n\n${entries.join('\n\n')}`;
  });
  return [INTRODUCTION[language], ...parts, STREAMS[language]].join('\n\n');
}
