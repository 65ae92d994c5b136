// Samples for the shell and the languages that run as scripts: JavaScript, Python, PHP, Ruby, R, and the bare message.

import type { FormField } from '../call.ts';
import { indented, lines, pretty, typeOfFile, type Request } from './request.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const single = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const isText = (field: FormField): field is Extract<FormField, { value: string }> => 'value' in field;

/** `curl`, as everybody has it. */
export function shell(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const words = [
    `curl ${stream ? '-N ' : ''}${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`,
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(form ?? []).map(field =>
      isText(field)
        ? `-F ${quoted(`${field.name}=${field.value}`)}`
        : `-F ${quoted(`${field.name}=@${field.file};type=${typeOfFile(field.file)}`)}`,
    ),
    ...(json === undefined ? [] : [`-d ${quoted(pretty(json))}`]),
    ...(bytes === undefined ? [] : [`--data-binary ${quoted(`@${bytes}`)}`]),
    ...(file === undefined ? [] : [`-L -o answer.${file}`]),
  ];
  return words.join(' \\\n  ');
}

/** JavaScript with `fetch`, for Node and browsers. */
export function javascript(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const files = [
    ...(form ?? []).flatMap(field => (isText(field) ? [] : [field.file])),
    ...(bytes === undefined ? [] : [bytes]),
  ];
  const writes = file === undefined ? [] : ['writeFile'];
  const names = files.length > 0 ? ['openAsBlob'] : [];
  const body =
    json !== undefined
      ? `JSON.stringify(${indented(pretty(json), '  ').trimStart()})`
      : form !== undefined
        ? 'form'
        : bytes !== undefined
          ? `await openAsBlob('${bytes}')`
          : undefined;
  return lines(
    names.length > 0 ? `import { ${names.join(', ')} } from 'node:fs';` : undefined,
    writes.length > 0 ? "import { writeFile } from 'node:fs/promises';" : undefined,
    names.length + writes.length > 0 ? '' : undefined,
    form === undefined
      ? undefined
      : [
          'const form = new FormData();',
          ...form.map(field =>
            isText(field)
              ? `form.append(${single(field.name)}, ${single(field.value)});`
              : `form.append('${field.name}', await openAsBlob('${field.file}', { type: '${typeOfFile(field.file)}' }), '${field.file}');`,
          ),
          '',
        ],
    `const response = await fetch('${url}', {`,
    `  method: '${method}',`,
    headers.length > 0
      ? ['  headers: {', ...headers.map(([name, value]) => `    '${name}': ${single(value)},`), '  },']
      : undefined,
    body === undefined ? undefined : `  body: ${body},`,
    '});',
    stream
      ? [
          'for await (const text of response.body.pipeThrough(new TextDecoderStream())) {',
          '  process.stdout.write(text);',
          '}',
        ]
      : file === undefined
        ? 'console.log(await response.text());'
        : `await writeFile('answer.${file}', Buffer.from(await response.arrayBuffer()));`,
  );
}

/** A value as Python writes it. */
export function pythonValue(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  const items = Array.isArray(value)
    ? value.map(item => pythonValue(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonValue(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const flat = `${open}${items.join(', ')}${close}`;
  if (flat.length + indent.length <= 76 && !flat.includes('\n')) return flat;
  return `${open}\n${items.map(item => `${inner}${item},\n`).join('')}${indent}${close}`;
}

/** Python with `requests`. */
export function python(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const texts = (form ?? []).filter(isText);
  const files = (form ?? []).flatMap(field => (isText(field) ? [] : [field]));
  const arguments_ = [
    JSON.stringify(url),
    `headers=${pythonValue(Object.fromEntries(headers), '    ')}`,
    json === undefined ? undefined : `json=${pythonValue(json, '    ')}`,
    texts.length === 0
      ? undefined
      : `data=${pythonValue(Object.fromEntries(texts.map(({ name, value }) => [name, value])), '    ')}`,
    files.length === 0
      ? undefined
      : `files=[${files.map(({ name, file: path }) => `("${name}", ("${path}", open("${path}", "rb"), "${typeOfFile(path)}"))`).join(', ')}]`,
    bytes === undefined ? undefined : `data=open("${bytes}", "rb")`,
    stream ? 'stream=True' : undefined,
  ].filter(part => part !== undefined);
  return lines(
    'import requests',
    '',
    `response = requests.${method.toLowerCase()}(`,
    ...arguments_.map(part => `    ${part},`),
    ')',
    stream
      ? ['response.encoding = "utf-8"', 'for line in response.iter_lines(decode_unicode=True):', '    print(line)']
      : file === undefined
        ? 'print(response.text)'
        : [`with open("answer.${file}", "wb") as answer:`, '    answer.write(response.content)'],
  );
}

const phpQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** PHP with its own curl. */
export function php(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const fields =
    form === undefined
      ? undefined
      : `[\n${form
          .map(field =>
            isText(field)
              ? `    ${phpQuoted(field.name)} => ${phpQuoted(field.value)},`
              : `    ${phpQuoted(field.name)} => new CURLFile('${field.file}', '${typeOfFile(field.file)}'),`,
          )
          .join('\n')}\n  ]`;
  const body =
    json !== undefined
      ? `<<<'JSON'\n${indented(pretty(json), '    ')}\n    JSON`
      : (fields ?? (bytes === undefined ? undefined : `file_get_contents('${bytes}')`));
  return lines(
    '<?php',
    '',
    `$curl = curl_init(${phpQuoted(url)});`,
    'curl_setopt_array($curl, [',
    `  CURLOPT_CUSTOMREQUEST => '${method}',`,
    headers.length > 0
      ? [
          '  CURLOPT_HTTPHEADER => [',
          ...headers.map(([name, value]) => `    ${phpQuoted(`${name}: ${value}`)},`),
          '  ],',
        ]
      : undefined,
    body === undefined ? undefined : `  CURLOPT_POSTFIELDS => ${body},`,
    stream
      ? '  CURLOPT_WRITEFUNCTION => function ($curl, $text) { echo $text; return strlen($text); },'
      : '  CURLOPT_RETURNTRANSFER => true,',
    ']);',
    stream
      ? 'curl_exec($curl);'
      : file === undefined
        ? 'echo curl_exec($curl);'
        : `file_put_contents('answer.${file}', curl_exec($curl));`,
  );
}

/** Ruby with `net/http`. */
export function ruby(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const kind = method.charAt(0) + method.slice(1).toLowerCase();
  return lines(
    "require 'net/http'",
    '',
    `uri = URI(${JSON.stringify(url)})`,
    `request = Net::HTTP::${kind}.new(uri)`,
    headers.map(([name, value]) => `request[${JSON.stringify(name)}] = ${JSON.stringify(value)}`),
    json === undefined ? undefined : [`request.body = <<~'JSON'`, indented(pretty(json), '  '), 'JSON'],
    form === undefined
      ? undefined
      : [
          'request.set_form(',
          '  [',
          ...form.map(field =>
            isText(field)
              ? `    [${JSON.stringify(field.name)}, ${JSON.stringify(field.value)}],`
              : `    ['${field.name}', File.open('${field.file}'), { content_type: '${typeOfFile(field.file)}' }],`,
          ),
          '  ],',
          "  'multipart/form-data'",
          ')',
        ],
    bytes === undefined ? undefined : `request.body = File.binread('${bytes}')`,
    '',
    "Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https', read_timeout: 600) do |http|",
    stream
      ? ['  http.request(request) do |response|', '    response.read_body { |text| print text }', '  end']
      : file === undefined
        ? '  puts http.request(request).body'
        : `  File.binwrite('answer.${file}', http.request(request).body)`,
    'end',
  );
}

const rQuoted = (text: string): string => JSON.stringify(text);

/** R with httr2. */
export function r(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const body =
    json !== undefined
      ? `req_body_raw(r"---(\n${pretty(json)}\n)---", "application/json")`
      : form !== undefined
        ? `req_body_multipart(\n${form
            .map(field =>
              isText(field)
                ? `    \`${field.name}\` = ${rQuoted(field.value)}`
                : `    \`${field.name}\` = curl::form_file("${field.file}", "${typeOfFile(field.file)}")`,
            )
            .join(',\n')}\n  )`
        : bytes === undefined
          ? undefined
          : `req_body_file("${bytes}")`;
  const shown = headers.filter(([name]) => name !== 'Content-Type');
  const steps = [
    `request(${rQuoted(url)})`,
    `req_method("${method}")`,
    ...(shown.length === 0
      ? []
      : [`req_headers(${shown.map(([name, value]) => `\`${name}\` = ${rQuoted(value)}`).join(', ')})`]),
    ...(body === undefined ? [] : [body]),
  ];
  const pipe = steps.join(' |>\n  ');
  if (stream)
    return lines(
      'library(httr2)',
      '',
      `response <- ${pipe} |>`,
      '  req_error(is_error = \\(response) FALSE) |>',
      '  req_perform_stream(\\(bytes) { cat(rawToChar(bytes)); TRUE }, buffer_kb = 0.1)',
    );
  return lines(
    'library(httr2)',
    '',
    `response <- ${pipe} |>`,
    '  req_error(is_error = \\(response) FALSE) |>',
    '  req_perform()',
    file === undefined
      ? 'if (length(response$body) > 0) cat(resp_body_string(response))'
      : `writeBin(resp_body_raw(response), "answer.${file}")`,
  );
}

/** The message itself. */
export function http(request: Request): string {
  const { method, url, headers, json, form, bytes } = request;
  const [, origin = '', path = '/'] = /^(\{\{base\}\}|https?:\/\/[^/]+)(.*)$/.exec(url) ?? [];
  const host = origin.replace(/^https?:\/\//, '');
  const boundary = 'a-boundary-of-your-own';
  const parts = (form ?? []).map(field =>
    isText(field)
      ? `--${boundary}\nContent-Disposition: form-data; name="${field.name}"\n\n${field.value}\n`
      : `--${boundary}\nContent-Disposition: form-data; name="${field.name}"; filename="${field.file}"\nContent-Type: ${typeOfFile(field.file)}\n\n(the bytes of ${field.file})\n`,
  );
  return lines(
    `${method} ${path} HTTP/1.1`,
    `Host: ${host === '{{base}}' ? '{{host}}' : host}`,
    headers.map(([name, value]) => `${name}: ${value}`),
    form === undefined ? undefined : `Content-Type: multipart/form-data; boundary=${boundary}`,
    '',
    json === undefined ? undefined : pretty(json),
    form === undefined ? undefined : `${parts.join('')}--${boundary}--`,
    bytes === undefined ? undefined : `(the bytes of ${bytes})`,
  );
}
