// An order of a picture, of speech, of a transcript, of a video or of music as a program.

import type { Json } from '../json.ts';
import type { CodeLanguage, Place } from './chat-code.ts';
import { curlJson, python, pythonArguments, shell, typescript } from './literals.ts';

/** What a media model is asked. */
export interface Order {
  readonly medium: 'image' | 'speech' | 'transcript' | 'video' | 'music';
  /** Fields of the request. */
  readonly fields: Json;
  /** Name of the file that goes along, or undefined. */
  readonly file: string | undefined;
}

const PATHS = {
  image: '/v1/images/generations',
  edit: '/v1/images/edits',
  speech: '/v1/audio/speech',
  transcript: '/v1/audio/transcriptions',
  video: '/v1/videos',
  music: '/suno/submit/music',
} as const;

/** The path that takes an order. */
export function pathOf({ medium, file }: Pick<Order, 'medium' | 'file'>): string {
  return medium === 'image' && file !== undefined ? PATHS.edit : PATHS[medium];
}

/** The name of the field that carries the file. */
export const FILE_FIELDS = {
  image: 'image',
  transcript: 'file',
  video: 'input_reference',
  speech: '',
  music: '',
} as const;

function curl({ base, key }: Place, order: Order): string {
  const url = base + pathOf(order);
  const headers = [`Authorization: Bearer ${key}`];
  if (order.file === undefined) {
    const flags = order.medium === 'speech' ? ` --output speech.${speechEnding(order)}` : '';
    return curlJson(url, headers, order.fields, flags);
  }
  const fields = Object.entries(order.fields).map(([name, value]) => `  -F ${shell(`${name}=${String(value)}`)} \\`);
  return [
    `curl ${shell(url)} \\`,
    `  -H ${shell(headers[0] ?? '')} \\`,
    ...fields,
    `  -F ${shell(`${FILE_FIELDS[order.medium]}=@${order.file}`)}`,
  ].join('\n');
}

function speechEnding({ fields }: Order): string {
  return typeof fields['response_format'] === 'string' ? fields['response_format'] : 'mp3';
}

function typescriptCode({ base, key }: Place, order: Order): string {
  const { fields, file, medium } = order;
  const head = (imports: string): string[] => [
    `import { ${imports} } from 'node:fs';`,
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: '${base}/v1', apiKey: '${key}' });`,
  ];
  const along = file === undefined ? '' : `\n  ${FILE_FIELDS[medium]}: createReadStream(${JSON.stringify(file)}),`;
  const asked = `{${along}${typescript(fields).slice(1)}`;
  const imports = file === undefined ? 'writeFileSync' : 'createReadStream, writeFileSync';
  switch (medium) {
    case 'image':
      return [
        ...head(imports),
        `const { data } = await client.images.${file === undefined ? 'generate' : 'edit'}(${asked});`,
        'for (const [index, { b64_json: base64, url }] of (data ?? []).entries()) {',
        "  if (base64) writeFileSync(`picture-${index}.png`, Buffer.from(base64, 'base64'));",
        '  else console.log(url);',
        '}',
      ].join('\n');
    case 'speech':
      return [
        ...head('writeFileSync'),
        `const speech = await client.audio.speech.create(${asked});`,
        `writeFileSync('speech.${speechEnding(order)}', Buffer.from(await speech.arrayBuffer()));`,
      ].join('\n');
    case 'transcript':
      return [
        ...head('createReadStream'),
        `const transcript = await client.audio.transcriptions.create(${asked});`,
        'console.log(transcript.text);',
      ].join('\n');
    case 'video':
      return [
        ...head(imports),
        `let video = await client.videos.create(${asked});`,
        "while (video.status === 'queued' || video.status === 'in_progress') {",
        '  await new Promise(resolve => setTimeout(resolve, 5000));',
        '  video = await client.videos.retrieve(video.id);',
        '  console.log(video.status, video.progress);',
        '}',
        "if (video.status !== 'completed') throw new Error(video.error?.message ?? video.status);",
        'const content = await client.videos.downloadContent(video.id);',
        "writeFileSync('video.mp4', Buffer.from(await content.arrayBuffer()));",
      ].join('\n');
    case 'music':
      return [
        `const headers = { authorization: 'Bearer ${key}', 'content-type': 'application/json' };`,
        `const submitted = await fetch('${base}${PATHS.music}', {`,
        "  method: 'POST',",
        '  headers,',
        `  body: JSON.stringify(${typescript(fields, 2)}),`,
        '});',
        'const { data: id, message } = await submitted.json();',
        'if (!submitted.ok) throw new Error(message);',
        'for (;;) {',
        '  await new Promise(resolve => setTimeout(resolve, 5000));',
        `  const { data } = await (await fetch(\`${base}/suno/fetch/\${id}\`, { headers })).json();`,
        '  console.log(data.status, data.progress);',
        "  if (data.status === 'SUCCESS') console.log(JSON.stringify(data.data, null, 2));",
        "  if (data.status === 'SUCCESS' || data.status === 'FAILURE') break;",
        '}',
      ].join('\n');
  }
}

function pythonCode({ base, key }: Place, order: Order): string {
  const { fields, file, medium } = order;
  const head = [`from openai import OpenAI`, '', `client = OpenAI(base_url="${base}/v1", api_key="${key}")`];
  const along = file === undefined ? '' : `    ${FILE_FIELDS[medium]}=open(${JSON.stringify(file)}, "rb"),\n`;
  const asked = `\n${along}${pythonArguments(fields)}`;
  switch (medium) {
    case 'image':
      return [
        'import base64',
        ...head,
        `pictures = client.images.${file === undefined ? 'generate' : 'edit'}(${asked})`,
        'for index, picture in enumerate(pictures.data):',
        '    if picture.b64_json:',
        '        open(f"picture-{index}.png", "wb").write(base64.b64decode(picture.b64_json))',
        '    else:',
        '        print(picture.url)',
      ].join('\n');
    case 'speech':
      return [
        ...head,
        `with client.audio.speech.with_streaming_response.create(${asked}) as speech:`,
        `    speech.stream_to_file("speech.${speechEnding(order)}")`,
      ].join('\n');
    case 'transcript':
      return [...head, `transcript = client.audio.transcriptions.create(${asked})`, 'print(transcript.text)'].join(
        '\n',
      );
    case 'video':
      return [
        'import time',
        ...head,
        `video = client.videos.create(${asked})`,
        'while video.status in ("queued", "in_progress"):',
        '    time.sleep(5)',
        '    video = client.videos.retrieve(video.id)',
        '    print(video.status, video.progress)',
        'if video.status != "completed":',
        '    raise SystemExit(video.error.message if video.error else video.status)',
        'client.videos.download_content(video.id).write_to_file("video.mp4")',
      ].join('\n');
    case 'music':
      return [
        'import json, time, urllib.request',
        '',
        `headers = ${python({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })}`,
        '',
        'def ask(path, body=None):',
        '    data = None if body is None else json.dumps(body).encode()',
        `    return json.load(urllib.request.urlopen(urllib.request.Request("${base}" + path, data, headers)))`,
        '',
        `id = ask("${PATHS.music}", ${python(fields)})["data"]`,
        'while True:',
        '    time.sleep(5)',
        '    task = ask(f"/suno/fetch/{id}")["data"]',
        '    print(task["status"], task["progress"])',
        '    if task["status"] in ("SUCCESS", "FAILURE"):',
        '        print(json.dumps(task["data"], indent=2))',
        '        break',
      ].join('\n');
  }
}

const WRITERS = { curl, typescript: typescriptCode, python: pythonCode } as const;

/** The program that orders what the playground orders. */
export function mediaCode(language: CodeLanguage, order: Order, place: Place): string {
  return WRITERS[language](place, order);
}
