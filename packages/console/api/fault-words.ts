// What the gateway says went wrong, in the reader's words: schemas in plain language, everything usual in Chinese too.

export type Spoken = 'en' | 'zh';

/** What the gateway says, how it reads in English where that is another, and in Chinese; `$1` is what stood in brackets. */
type Words = readonly [said: RegExp, english: string | undefined, chinese: string];

/** Complaints of schemas. */
const SCHEMAS: readonly Words[] = [
  [/^must match pattern "\^-\?\\d\{1,9\}.*/, 'must be an amount such as 12.5', '须为金额，如 12.5'],
  [/^must match pattern "\^\[\^@.*/, 'must be an address such as ada@example.com', '须为邮箱地址，如 ada@example.com'],
  [/^must match pattern .*/, 'is not written as it must be', '格式不正确'],
  [/^must not have fewer than 1 characters$/, 'must be given', '必填'],
  [/^must not have fewer than (\d+) characters$/, 'must have at least $1 characters', '至少 $1 个字符'],
  [/^must not have more than (\d+) characters$/, 'must have at most $1 characters', '最多 $1 个字符'],
  [/^must not have fewer than (\d+) items$/, 'must have at least $1', '至少 $1 项'],
  [/^must not have more than (\d+) items$/, 'must have at most $1', '最多 $1 项'],
  [/^must have required properties .*/, 'must be given', '必填'],
  [/^must not have additional properties$|^schema is false$/, 'is not known here', '无法识别'],
  [/^must be >= (\S+)$/, 'must be at least $1', '不得小于 $1'],
  [/^must be <= (\S+)$/, 'must be at most $1', '不得大于 $1'],
  [/^must be integer$/, 'must be a whole number', '须为整数'],
  [/^must be number$/, 'must be a number', '须为数字'],
  [/^must be string$/, 'must be a text', '须为文本'],
  [/^must be (?:boolean|object|array)$/, 'is of the wrong kind', '类型不正确'],
  [
    /^must be equal to (?:constant|one of .*)$|^must match a schema in anyOf$/,
    'is none of the choices',
    '不在可选范围内',
  ],
];

/** Complaints of readers. */
const READERS: readonly Words[] = [
  [/^must be given$/, undefined, '必填'],
  [/^must be given anew, since .*/, undefined, '地址已改变，须重新填写'],
  [/^must be lower-case letters, digits, - and _: .*/, undefined, '只能用小写字母、数字、- 与 _，因为它会出现在地址中'],
  [/^must be a URL such as (.*)$|^must be a URL without a query, such as (.*)$/, undefined, '须为网址，如 $1$2'],
  [/^must be an address such as (.*)$/, undefined, '须为地址，如 $1'],
  [/^must be an RSA key: .*/, undefined, '须为 RSA 密钥：PEM 或其 base64'],
  [/^must be how many units of its currency .*/, undefined, '须为一美元兑换的数额，如 7.2'],
  [/^how many (?:yuan|units of its currency) one USD costs$/, undefined, '必填：一美元兑换多少'],
  [/^must be an amount of its currency .*/, undefined, '须为该币种的金额，如 0.10'],
  [/^whsec_… of the endpoint at Stripe$/, undefined, '必填：Stripe 端点的 whsec_…'],
  [/^must be one of (.*)$/, undefined, '须为以下之一：$1'],
  [/^must be an amount in USD.*|^is no amount$/, undefined, '须为美元金额'],
  [/^must not be zero$/, undefined, '不得为零'],
  [/^too much$/, undefined, '过大'],
  [/^(\S+) is no address or CIDR range$/, undefined, '$1 不是地址或网段'],
  [/^there is no such group, or you may not use it$/, undefined, '没有此分组，或你无权使用'],
  [/^there is no group (\S+)$/, undefined, '没有分组 $1'],
  [/^this name is taken\. Choose another$|^another account has this address$/i, undefined, '已被使用，请换一个'],
  [/^there is a(?: channel| gateway| provider) (\S+) already$/, undefined, '$1 已存在'],
  [/^an organisation has this name already$/, undefined, '已有同名组织'],
  [/^this code is unknown, used or no longer good$/, undefined, '兑换码无效、已使用或已过期'],
  [/^must be from (\S+) to (\S+) USD$/, undefined, '须在 $1 至 $2 美元之间'],
  [/^must be later than its beginning$|^must be after from$/, undefined, '须晚于开始时间'],
  [/^this way to pay is (?:switched off|not offered)$/, undefined, '不提供此支付方式'],
  [/^this is no time zone$/, undefined, '没有此时区'],
];

/** Whole sentences. */
const SENTENCES: readonly Words[] = [
  [/^The name or the password is wrong$/, undefined, '用户名或密码错误'],
  [/^The password is wrong$/, undefined, '密码错误'],
  [/^The code is wrong, or was used before$/, undefined, '验证码错误，或已使用过'],
  [/^The code is wrong\. Is the clock of the device right\?$/, undefined, '验证码错误，请检查设备时间'],
  [/^The code is wrong or too old\. .*|^The code is wrong$/, undefined, '验证码错误或已过期'],
  [/^Too many (?:tries|letters|tests)\. Wait (\d+) seconds$/, undefined, '操作过于频繁，请等待 $1 秒'],
  [/^Many people sign in just now\. .*/, undefined, '登录人数较多，请稍后再试'],
  [/^This sign-in took too long .*|^This took too long, .*/, undefined, '已超时，请重新开始'],
  [/^This link was used already or is too old\. .*/, undefined, '链接已使用或已过期'],
  [/^Registration is closed\. .*/, undefined, '未开放注册，请联系运营者'],
  [/^An invitation is needed to register here$/, undefined, '注册需要邀请'],
  [/^This account is disabled\. .*/, undefined, '账户已停用，请联系运营者'],
  [/^This name is taken\. .*/, undefined, '名称已被使用，请换一个'],
  [/^An account with this e-mail address exists\. .*/, undefined, '此邮箱已有账户，请直接登录'],
  [/^This is your last way in\. .*/, undefined, '这是唯一的登录方式，请先设置密码或其他方式'],
  [/^Only an owner may do this to an owner$/, undefined, '只有所有者可以对所有者执行此操作'],
  [/^Nobody takes his own rights away: .*/, undefined, '不能取消自己的权限，请由其他运营者操作'],
  [/^The role (\S+) does not allow this$/, undefined, '角色 $1 无权执行此操作'],
  [/^Confirm with your password or your second factor.*/, undefined, '请先用密码或两步验证确认身份'],
  [
    /^.* (?:is|are) (?:declared|set) (?:in the configuration file|at .*)\. Change it there$/,
    undefined,
    '由配置文件声明，请在文件中修改',
  ],
  [/^There is no such .*/, undefined, '不存在'],
  [/^An account has at most (\d+) .*/, undefined, '每个账户最多 $1 个，请先删除一个'],
  [/^Notices go to at most (\d+) places\. .*/, undefined, '通知最多发往 $1 处，请先删除一处'],
  [/^Your account has no e-mail address\. .*/, undefined, '账户没有邮箱，请先在个人资料中设置'],
  [/^Too many orders wait to be paid\. .*/, undefined, '待支付订单过多，请先支付或取消'],
  [/^This order is paid or closed already$|^This order is paid already$/, undefined, '订单已支付或已关闭'],
  [/^Orders wait to be paid at this account\. .*/, undefined, '仍有待支付订单，请先停用并等待其结束'],
  [/^(\d+) tasks are under way at this channel\. .*/, undefined, '有 $1 个任务正在进行，请先停止接单，待其结束后删除'],
  [/^.* need the setting public_url\. .*/, undefined, '需要先设置 public_url，请联系运营者'],
  [/^This gateway sends no mail$|^No mail account is set up$/, undefined, '未设置邮件'],
  [/^The store is out of reach\. .*/, undefined, '数据库暂时无法访问，请稍后再试'],
  [/^No copy of this key was kept\. .*/, undefined, '未保留此密钥的副本，请新建一个代替'],
  [/^The payment could not be begun\. (.*)$/, undefined, '无法发起支付：$1'],
  [/^(.*) cannot be reached just now: (.*)$/, undefined, '暂时无法连接 $1：$2'],
  [/^The passkey could not be verified$/, undefined, '通行密钥验证失败'],
  [/^This passkey is not known here$/, undefined, '没有此通行密钥'],
];

const ALL: readonly Words[] = [...SCHEMAS, ...READERS, ...SENTENCES];

function whole(said: string, language: Spoken): string | undefined {
  for (const [pattern, english, chinese] of ALL) {
    const words = language === 'zh' ? chinese : english;
    if (words !== undefined && pattern.test(said)) return said.replace(pattern, words);
  }
  return undefined;
}

/** A message in the reader's words; `field: message.` without the field, since it stands beside it. Else as it came. */
export function inWordsOf(message: string, language: Spoken): string {
  const bare = message.replace(/\.$/, '');
  const end = bare === message ? '' : language === 'zh' ? '。' : '.';
  const known = whole(bare, language);
  if (known !== undefined) return known + end;
  const [, inner] = /^[a-z_][\w.]*: (.+)$/.exec(bare) ?? [];
  const told = inner === undefined ? undefined : whole(inner, language);
  return told === undefined ? message : told + end;
}
