// Programs in which people talk, read, translate and build flows.

import { base64, encoded, type Filled, json, type Recipe, typed } from './recipe.ts';

export function apps({ base, key, model, claude }: Filled): readonly Recipe[] {
  const v1 = `${base}/v1`;
  return [
    {
      name: 'Cherry Studio',
      steps: typed({ 'API Host': base, 'API Key': key }),
      links: [
        {
          name: 'Cherry Studio',
          url: `cherrystudio://providers/api-keys?v=1&data=${encodeURIComponent(
            base64({ id: 'turnpike', name: 'Turnpike', type: 'openai', baseUrl: base, apiKey: key }),
          )}`,
        },
      ],
    },
    {
      name: 'Chatbox',
      steps: typed({ 'API Host': base, 'API Path': '/v1/chat/completions', 'API Key': key, Model: model }),
      links: [
        {
          name: 'Chatbox',
          url: `chatbox://provider/import?config=${encodeURIComponent(
            base64({
              id: 'turnpike',
              name: 'Turnpike',
              type: 'openai',
              settings: {
                apiHost: base,
                apiPath: '/v1/chat/completions',
                apiKey: key,
                models: [{ modelId: model, type: 'chat' }],
              },
            }),
          )}`,
        },
      ],
    },
    {
      name: 'NextChat',
      steps: typed({ Endpoint: base, 'API Key': key, 'Custom Models': model }),
      links: [{ name: 'NextChat', url: `https://app.nextchat.dev/#/?settings=${encoded({ key, url: base })}` }],
    },
    {
      name: 'LobeChat',
      steps: typed({ OPENAI_PROXY_URL: v1, OPENAI_API_KEY: key, OPENAI_MODEL_LIST: `+${model}` }),
      links: [
        {
          name: 'LobeChat',
          url: `https://lobechat.com/?settings=${encoded({ keyVaults: { openai: { apiKey: key, baseURL: v1 } } })}`,
          tells: true,
        },
      ],
    },
    {
      name: 'Dify',
      steps: typed({
        'Model provider': 'OpenAI-API-compatible',
        'Model Name': model,
        'API Key': key,
        'API endpoint URL': v1,
      }),
    },
    {
      name: 'OpenCat',
      steps: typed({ 'API Host': base, 'API Key': key }),
      links: [
        {
          name: 'OpenCat',
          url: `opencat://team/join?domain=${encodeURIComponent(base)}&token=${encodeURIComponent(key)}`,
        },
      ],
    },
    {
      name: 'AMA',
      steps: typed({ 'API Server': base, 'API Key': key }),
      links: [
        {
          name: 'AMA',
          url: `ama://set-api-key?server=${encodeURIComponent(base)}&key=${encodeURIComponent(key)}`,
        },
      ],
    },
    {
      name: 'AI as Workspace',
      steps: typed({ 'Base URL': v1, 'API Key': key }),
      links: [
        {
          name: 'AI as Workspace',
          url: `https://aiaw.app/set-provider?provider=${encoded({
            type: 'openai',
            settings: { apiKey: key, baseURL: v1, compatibility: 'strict' },
          })}`,
          tells: true,
        },
      ],
    },
    {
      name: 'DeepChat',
      steps: typed({ 'API URL': v1, 'API Key': key, Model: model }),
      links: [
        {
          name: 'DeepChat',
          // Both know this family of gateways by its first one's name.
          url: `deepchat://provider/install?v=1&data=${encodeURIComponent(
            base64({ id: 'new-api', baseUrl: base, apiKey: key }),
          )}`,
        },
      ],
    },
    {
      name: 'AionUI',
      steps: typed({ 'Base URL': base, 'API Key': key, Model: model }),
      links: [
        {
          name: 'AionUI',
          url: `aionui://provider/add?v=1&data=${encodeURIComponent(
            base64({ platform: 'new-api', baseUrl: base, apiKey: key }),
          )}`,
        },
      ],
    },
    {
      name: 'Immersive Translate',
      steps: typed({ 'API URL': `${v1}/chat/completions`, 'API Key': key, Model: model }),
    },
    { name: 'ChatGPT Sidebar', steps: typed({ 'API Host': base, 'API Key': key }) },
    { name: 'Zotero GPT', steps: typed({ API: base, secretKey: key, Model: model }) },
    {
      name: 'chatgpt-on-wechat',
      steps: [
        {
          where: 'config.json',
          text: json({
            model,
            open_ai_api_base: v1,
            open_ai_api_key: key,
            claude_api_base: v1,
            claude_api_key: key,
          }),
        },
      ],
    },
    {
      name: 'gpt_academic',
      steps: [
        {
          where: 'config_private.py',
          text: [
            `API_KEY = "${key}"`,
            `API_URL_REDIRECT = {"https://api.openai.com/v1/chat/completions": "${v1}/chat/completions"}`,
            `LLM_MODEL = "${model}"`,
            `AVAIL_LLM_MODELS = ["${model}", "one-api-${claude}(max_token=100000)"]`,
          ].join('\n'),
        },
      ],
    },
    {
      name: 'AutoGPT',
      steps: [{ where: '.env', text: `OPENAI_API_BASE_URL=${v1}\nOPENAI_API_KEY=${key}\nSMART_LLM=${model}` }],
    },
  ];
}
