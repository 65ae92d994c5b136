// Programs of one's own: the makers' SDKs, frameworks, and curl.

import type { Filled, Recipe } from './recipe.ts';

const lines = (where: string, ...text: readonly string[]) => ({ where, text: text.join('\n') });

export function programs({ base, key, model, claude, gemini }: Filled): readonly Recipe[] {
  const v1 = `${base}/v1`;
  return [
    {
      name: 'OpenAI SDK',
      steps: [
        lines(
          'Python',
          'from openai import OpenAI',
          '',
          `client = OpenAI(base_url="${v1}", api_key="${key}")`,
          `answer = client.chat.completions.create(model="${model}", messages=[{"role": "user", "content": "Hello"}])`,
          'print(answer.choices[0].message.content)',
        ),
        lines(
          'TypeScript',
          "import OpenAI from 'openai';",
          '',
          `const client = new OpenAI({ baseURL: '${v1}', apiKey: '${key}' });`,
          'const answer = await client.chat.completions.create({',
          `  model: '${model}',`,
          "  messages: [{ role: 'user', content: 'Hello' }],",
          '});',
          'console.log(answer.choices[0]?.message.content);',
        ),
        lines(
          'PHP (openai-php)',
          `$client = OpenAI::factory()->withBaseUri('${v1}')->withApiKey('${key}')->make();`,
          `$answer = $client->chat()->create(['model' => '${model}', 'messages' => [['role' => 'user', 'content' => 'Hello']]]);`,
          'echo $answer->choices[0]->message->content;',
        ),
      ],
    },
    {
      name: 'Anthropic SDK',
      steps: [
        lines(
          'TypeScript',
          "import Anthropic from '@anthropic-ai/sdk';",
          '',
          `const client = new Anthropic({ baseURL: '${base}', apiKey: '${key}' });`,
          'const message = await client.messages.create({',
          `  model: '${claude}',`,
          '  max_tokens: 1000,',
          "  messages: [{ role: 'user', content: 'Hello' }],",
          '});',
          'console.log(message.content);',
        ),
        lines(
          'Python',
          'from anthropic import Anthropic',
          '',
          `client = Anthropic(base_url="${base}", api_key="${key}")`,
          `message = client.messages.create(model="${claude}", max_tokens=1000, messages=[{"role": "user", "content": "Hello"}])`,
          'print(message.content)',
        ),
      ],
    },
    {
      name: 'Google Gen AI SDK',
      steps: [
        lines(
          'Python',
          'from google import genai',
          '',
          `client = genai.Client(api_key="${key}", http_options={"base_url": "${base}"})`,
          `print(client.models.generate_content(model="${gemini}", contents="Hello").text)`,
        ),
        lines(
          'TypeScript',
          "import { GoogleGenAI } from '@google/genai';",
          '',
          `const client = new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${base}' } });`,
          `const answer = await client.models.generateContent({ model: '${gemini}', contents: 'Hello' });`,
          'console.log(answer.text);',
        ),
      ],
    },
    {
      name: 'LangChain',
      steps: [
        lines(
          'Python',
          'from langchain_openai import ChatOpenAI',
          '',
          `print(ChatOpenAI(model="${model}", base_url="${v1}", api_key="${key}").invoke("Hello").content)`,
        ),
      ],
    },
    {
      name: 'LlamaIndex',
      steps: [
        lines(
          'Python',
          'from llama_index.llms.openai_like import OpenAILike',
          '',
          `llm = OpenAILike(model="${model}", api_base="${v1}", api_key="${key}", is_chat_model=True)`,
          'print(llm.complete("Hello"))',
        ),
      ],
    },
    {
      name: 'curl',
      steps: [
        lines(
          'Shell',
          `curl ${v1}/chat/completions -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" -d '${JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] })}'`,
        ),
      ],
    },
  ];
}
