// Agents that write code, in the terminal and in editors.

import { type Filled, json, type Recipe, typed } from './recipe.ts';

export function agents({ base, key, model, claude, gemini }: Filled): readonly Recipe[] {
  const v1 = `${base}/v1`;
  const ccSwitch = (app: string, name: string): string => {
    const query = new URLSearchParams({
      resource: 'provider',
      app,
      name: 'Turnpike',
      endpoint: app === 'codex' ? v1 : base,
      apiKey: key,
      model: name,
      homepage: base,
    });
    return `ccswitch://v1/import?${query.toString().replaceAll('+', '%20')}`;
  };
  return [
    {
      name: 'Claude Code',
      steps: [
        {
          where: '~/.claude/settings.json',
          text: json({ env: { ANTHROPIC_BASE_URL: base, ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_MODEL: claude } }),
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
      steps: [
        // With the variables alone it chooses a way of signing in that it then refuses.
        { where: '~/.gemini/settings.json', text: json({ security: { auth: { selectedType: 'gemini-api-key' } } }) },
        { where: 'Shell', text: `GOOGLE_GEMINI_BASE_URL=${base} GEMINI_API_KEY=${key} gemini -m ${gemini}` },
      ],
    },
    {
      name: 'CC Switch',
      steps: [],
      links: [
        { name: 'Claude Code', url: ccSwitch('claude', claude) },
        { name: 'Codex', url: ccSwitch('codex', model) },
        { name: 'Gemini CLI', url: ccSwitch('gemini', gemini) },
      ],
    },
    {
      name: 'Qwen Code',
      steps: [
        {
          where: 'Shell',
          text: `OPENAI_BASE_URL=${v1} OPENAI_API_KEY=${key} OPENAI_MODEL=${model} qwen --auth-type openai`,
        },
      ],
    },
    {
      name: 'opencode',
      steps: [
        {
          where: '~/.config/opencode/opencode.json',
          text: json({
            $schema: 'https://opencode.ai/config.json',
            provider: {
              turnpike: {
                npm: '@ai-sdk/openai-compatible',
                name: 'Turnpike',
                options: { baseURL: v1, apiKey: key },
                models: { [model]: {}, [claude]: {}, [gemini]: {} },
              },
            },
            model: `turnpike/${model}`,
          }),
        },
      ],
    },
    {
      name: 'Cline / Roo Code / Kilo Code',
      steps: typed({ 'API Provider': 'OpenAI Compatible', 'Base URL': v1, 'API Key': key, 'Model ID': model }),
    },
    {
      name: 'Cursor',
      steps: typed({ 'Override OpenAI Base URL': v1, 'OpenAI API Key': key, 'Add model': model }),
    },
    {
      name: 'aider',
      steps: [
        { where: 'Shell', text: `aider --openai-api-base ${v1} --openai-api-key ${key} --model openai/${model}` },
      ],
    },
    {
      name: 'Continue',
      steps: [
        {
          where: '~/.continue/config.yaml',
          text: [
            'name: Turnpike',
            'version: 0.0.1',
            'schema: v1',
            'models:',
            `  - name: ${model}`,
            '    provider: openai',
            `    model: ${model}`,
            `    apiBase: ${v1}`,
            `    apiKey: ${key}`,
            '    roles: [chat, edit, apply]',
          ].join('\n'),
        },
      ],
    },
    {
      name: 'Zed',
      steps: [
        {
          where: 'settings.json',
          text: json({
            language_models: {
              openai_compatible: {
                Turnpike: {
                  api_url: v1,
                  available_models: [{ name: model, max_tokens: 128_000 }],
                },
              },
            },
          }),
        },
        { where: 'TURNPIKE_API_KEY', text: key },
      ],
    },
    {
      name: 'Goose',
      steps: [
        {
          where: 'Shell',
          text: `GOOSE_PROVIDER=openai OPENAI_HOST=${base} OPENAI_API_KEY=${key} GOOSE_MODEL=${model} goose session`,
        },
      ],
    },
    {
      name: 'JetBrains AI Assistant',
      steps: typed({ Provider: 'OpenAI-compatible', URL: v1, 'API key': key, Model: model }),
    },
  ];
}
