// Clients with what to paste into each: files, commands and links, filled with the address and the key.

/** What is to be done for a client, step by step. */
export interface Recipe {
  readonly name: string;
  /** Where the text goes, or what it is. */
  readonly steps: readonly { readonly where: string; readonly text: string }[];
  /** Opens the client with everything filled in. */
  readonly link?: string;
}

interface Filled {
  /** Origin of the gateway, without a slash at its end. */
  readonly base: string;
  readonly key: string;
  readonly model: string;
  readonly claude: string;
  readonly gemini: string;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const encoded = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

/** The recipes in the order in which they are offered. */
export function recipes({ base, key, model, claude, gemini }: Filled): readonly Recipe[] {
  const v1 = `${base}/v1`;
  return [
    {
      name: 'Claude Code',
      steps: [
        {
          where: '~/.claude/settings.json',
          text: json({
            env: { ANTHROPIC_BASE_URL: base, ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_MODEL: claude },
          }),
        },
        { where: 'Shell', text: `ANTHROPIC_BASE_URL=${base} ANTHROPIC_AUTH_TOKEN=${key} claude` },
      ],
    },
    {
      name: 'Codex',
      steps: [
        {
          where: '~/.codex/config.toml',
          text: [
            `model = "${model}"`,
            'model_provider = "turnpike"',
            '',
            '[model_providers.turnpike]',
            'name = "Turnpike"',
            `base_url = "${v1}"`,
            'env_key = "TURNPIKE_KEY"',
            'wire_api = "responses"',
          ].join('\n'),
        },
        { where: 'Shell', text: `TURNPIKE_KEY=${key} codex` },
      ],
    },
    {
      name: 'Gemini CLI',
      steps: [{ where: 'Shell', text: `GOOGLE_GEMINI_BASE_URL=${base} GEMINI_API_KEY=${key} gemini -m ${gemini}` }],
    },
    {
      name: 'CC Switch',
      steps: [],
      link: `ccswitch://v1/import?resource=provider&app=claude&name=Turnpike&endpoint=${encodeURIComponent(base)}&apiKey=${encodeURIComponent(key)}`,
    },
    {
      name: 'Cherry Studio',
      steps: [
        { where: 'API Host', text: base },
        { where: 'API Key', text: key },
      ],
      link: `cherrystudio://providers/api-keys?v=1&data=${encodeURIComponent(btoa(JSON.stringify({ id: 'turnpike', name: 'Turnpike', type: 'openai', baseUrl: base, apiKey: key })))}`,
    },
    {
      name: 'Chatbox',
      steps: [
        { where: 'API Host', text: base },
        { where: 'API Path', text: '/v1/chat/completions' },
        { where: 'API Key', text: key },
      ],
    },
    {
      name: 'NextChat',
      steps: [
        { where: 'Endpoint', text: base },
        { where: 'API Key', text: key },
      ],
      link: `https://app.nextchat.dev/#/?settings=${encoded({ key, url: base })}`,
    },
    {
      name: 'LobeChat',
      steps: [
        { where: 'OPENAI_PROXY_URL', text: v1 },
        { where: 'OPENAI_API_KEY', text: key },
      ],
      link: `https://lobechat.com/?settings=${encoded({ keyVaults: { openai: { apiKey: key, baseURL: v1 } } })}`,
    },
    {
      name: 'Cline / Roo Code',
      steps: [
        { where: 'API Provider', text: 'OpenAI Compatible' },
        { where: 'Base URL', text: v1 },
        { where: 'API Key', text: key },
        { where: 'Model ID', text: model },
      ],
    },
    {
      name: 'Cursor',
      steps: [
        { where: 'Override OpenAI Base URL', text: v1 },
        { where: 'OpenAI API Key', text: key },
      ],
    },
    {
      name: 'aider',
      steps: [
        { where: 'Shell', text: `aider --openai-api-base ${v1} --openai-api-key ${key} --model openai/${model}` },
      ],
    },
    {
      name: 'Dify',
      steps: [
        { where: 'Model provider', text: 'OpenAI-API-compatible' },
        { where: 'API endpoint URL', text: v1 },
        { where: 'API Key', text: key },
        { where: 'Model Name', text: model },
      ],
    },
    {
      name: 'OpenAI SDK (Python)',
      steps: [
        {
          where: 'Python',
          text: [
            'from openai import OpenAI',
            '',
            `client = OpenAI(base_url="${v1}", api_key="${key}")`,
            `answer = client.chat.completions.create(model="${model}", messages=[{"role": "user", "content": "Hello"}])`,
            'print(answer.choices[0].message.content)',
          ].join('\n'),
        },
      ],
    },
    {
      name: 'Anthropic SDK (TypeScript)',
      steps: [
        {
          where: 'TypeScript',
          text: [
            "import Anthropic from '@anthropic-ai/sdk';",
            '',
            `const client = new Anthropic({ baseURL: '${base}', apiKey: '${key}' });`,
            'const message = await client.messages.create({',
            `  model: '${claude}',`,
            '  max_tokens: 1000,',
            "  messages: [{ role: 'user', content: 'Hello' }],",
            '});',
            'console.log(message.content);',
          ].join('\n'),
        },
      ],
    },
    {
      name: 'curl',
      steps: [
        {
          where: 'Shell',
          text: `curl ${v1}/chat/completions -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" -d '${JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] })}'`,
        },
      ],
    },
  ];
}
