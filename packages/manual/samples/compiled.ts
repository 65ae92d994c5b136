// Samples for the languages that are compiled and keep to the type of a thing: Go, Java, C, C#, Dart.

import type { FormField } from '../call.ts';
import { indented, lines, pretty, typeOfFile, type Request } from './request.ts';

const isText = (field: FormField): field is Extract<FormField, { value: string }> => 'value' in field;
const literal = (text: string): string => JSON.stringify(text);

/** Go with `net/http`. */
export function go(request: Request): string {
  const { method, url, headers, json, form, bytes, file } = request;
  const text = json === undefined ? '' : pretty(json);
  const payload = text.includes('`') ? literal(text) : `\`${text}\``;
  const imports = [
    ...(form === undefined ? [] : ['bytes']),
    'io',
    ...(form === undefined ? [] : ['mime/multipart']),
    'net/http',
    ...(form === undefined ? [] : ['net/textproto']),
    'os',
    ...(json === undefined ? [] : ['strings']),
  ];
  const body =
    json !== undefined
      ? `strings.NewReader(${payload})`
      : form !== undefined
        ? '&form'
        : bytes !== undefined
          ? 'file'
          : 'nil';
  return lines(
    'package main',
    '',
    'import (',
    imports.map(name => `\t"${name}"`),
    ')',
    '',
    form === undefined
      ? undefined
      : [
          'func attach(writer *multipart.Writer, name, path, kind string) {',
          '\theader := textproto.MIMEHeader{}',
          '\theader.Set("Content-Disposition", `form-data; name="`+name+`"; filename="`+path+`"`)',
          '\theader.Set("Content-Type", kind)',
          '\tpart, err := writer.CreatePart(header)',
          '\tif err != nil {',
          '\t\tpanic(err)',
          '\t}',
          '\tfile, err := os.Open(path)',
          '\tif err != nil {',
          '\t\tpanic(err)',
          '\t}',
          '\tdefer file.Close()',
          '\tio.Copy(part, file)',
          '}',
          '',
        ],
    'func main() {',
    form === undefined
      ? undefined
      : [
          '\tvar form bytes.Buffer',
          '\twriter := multipart.NewWriter(&form)',
          ...form.map(field =>
            isText(field)
              ? `\twriter.WriteField(${literal(field.name)}, ${literal(field.value)})`
              : `\tattach(writer, ${literal(field.name)}, "${field.file}", "${typeOfFile(field.file)}")`,
          ),
          '\twriter.Close()',
        ],
    bytes === undefined
      ? undefined
      : [`\tfile, err := os.Open("${bytes}")`, '\tif err != nil {', '\t\tpanic(err)', '\t}'],
    `\trequest, err := http.NewRequest("${method}", ${literal(url)}, ${body})`,
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    headers.map(([name, value]) => `\trequest.Header.Set(${literal(name)}, ${literal(value)})`),
    form === undefined ? undefined : '\trequest.Header.Set("Content-Type", writer.FormDataContentType())',
    '\tresponse, err := http.DefaultClient.Do(request)',
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tdefer response.Body.Close()',
    file === undefined
      ? '\tio.Copy(os.Stdout, response.Body)'
      : [`\tanswer, _ := os.Create("answer.${file}")`, '\tdefer answer.Close()', '\tio.Copy(answer, response.Body)'],
    '}',
  );
}

/** Java 17 with its own client: one file, `java Main.java`. */
export function java(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const block = (text: string): string =>
    `"""\n${indented(text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"""'), '        ')}"""`;
  const body =
    json !== undefined
      ? `HttpRequest.BodyPublishers.ofString(${block(pretty(json))})`
      : form !== undefined
        ? 'HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())'
        : bytes !== undefined
          ? `HttpRequest.BodyPublishers.ofFile(Path.of("${bytes}"))`
          : 'HttpRequest.BodyPublishers.noBody()';
  const handler = stream ? 'ofLines()' : file === undefined ? 'ofString()' : `ofFile(Path.of("answer.${file}"))`;
  const boundary = 'a-boundary-of-your-own';
  return lines(
    form === undefined ? undefined : 'import java.io.ByteArrayOutputStream;',
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse;',
    form === undefined ? undefined : 'import java.nio.file.Files;',
    form !== undefined || bytes !== undefined || file !== undefined ? 'import java.nio.file.Path;' : undefined,
    '',
    'public class Main {',
    '  public static void main(String[] arguments) throws Exception {',
    form === undefined
      ? undefined
      : [
          '    var form = new ByteArrayOutputStream();',
          ...form.flatMap(field => {
            const name = `Content-Disposition: form-data; name=\\"${field.name}\\"`;
            return isText(field)
              ? [
                  `    form.writeBytes(("--${boundary}\\r\\n${name}\\r\\n\\r\\n" + ${literal(field.value)} + "\\r\\n").getBytes());`,
                ]
              : [
                  `    form.writeBytes("--${boundary}\\r\\n${name}; filename=\\"${field.file}\\"\\r\\nContent-Type: ${typeOfFile(field.file)}\\r\\n\\r\\n".getBytes());`,
                  `    form.writeBytes(Files.readAllBytes(Path.of("${field.file}")));`,
                  '    form.writeBytes("\\r\\n".getBytes());',
                ];
          }),
          `    form.writeBytes("--${boundary}--\\r\\n".getBytes());`,
        ],
    `    var request = HttpRequest.newBuilder(URI.create(${literal(url)}))`,
    headers.map(([name, value]) => `        .header(${literal(name)}, ${literal(value)})`),
    form === undefined ? undefined : `        .header("Content-Type", "multipart/form-data; boundary=${boundary}")`,
    `        .method("${method}", ${body})`,
    '        .build();',
    `    var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.${handler});`,
    stream ? '    response.body().forEach(System.out::println);' : '    System.out.println(response.body());',
    '  }',
    '}',
  );
}

/** C with libcurl. */
export function c(request: Request): string {
  const { method, url, headers, json, form, bytes, file } = request;
  const body =
    json === undefined
      ? undefined
      : pretty(json)
          .split('\n')
          .map(line => `    ${literal(`${line}\n`)}`)
          .join('\n');
  const file_ = bytes === undefined ? undefined : bytes;
  return lines(
    '#include <curl/curl.h>',
    '#include <stdio.h>',
    '',
    'int main(void) {',
    '  CURL *curl = curl_easy_init();',
    '  struct curl_slist *headers = NULL;',
    headers.map(([name, value]) => `  headers = curl_slist_append(headers, ${literal(`${name}: ${value}`)});`),
    `  curl_easy_setopt(curl, CURLOPT_URL, ${literal(url)});`,
    `  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "${method}");`,
    '  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);',
    body === undefined
      ? undefined
      : ['  const char *body =', `${body};`, '  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);'],
    form === undefined
      ? undefined
      : [
          '  curl_mime *form = curl_mime_init(curl);',
          '  curl_mimepart *part;',
          ...form.flatMap(field => [
            '  part = curl_mime_addpart(form);',
            `  curl_mime_name(part, ${literal(field.name)});`,
            ...(isText(field)
              ? [`  curl_mime_data(part, ${literal(field.value)}, CURL_ZERO_TERMINATED);`]
              : [
                  `  curl_mime_filedata(part, "${field.file}");`,
                  `  curl_mime_type(part, "${typeOfFile(field.file)}");`,
                ]),
          ]),
          '  curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);',
        ],
    file_ === undefined
      ? undefined
      : [
          `  FILE *file = fopen("${file_}", "rb");`,
          '  fseek(file, 0, SEEK_END);',
          '  curl_easy_setopt(curl, CURLOPT_POST, 1L);',
          '  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, ftell(file));',
          '  rewind(file);',
          '  curl_easy_setopt(curl, CURLOPT_READDATA, file);',
        ],
    file === undefined
      ? undefined
      : [`  FILE *answer = fopen("answer.${file}", "wb");`, '  curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);'],
    '  CURLcode result = curl_easy_perform(curl);',
    '  if (result != CURLE_OK) fprintf(stderr, "%s\\n", curl_easy_strerror(result));',
    file === undefined ? undefined : '  fclose(answer);',
    form === undefined ? undefined : '  curl_mime_free(form);',
    '  curl_slist_free_all(headers);',
    '  curl_easy_cleanup(curl);',
    '  return result;',
    '}',
  );
}

/** C# 11 with HttpClient. */
export function csharp(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const body =
    json !== undefined
      ? [
          'request.Content = new StringContent("""',
          indented(pretty(json), '    '),
          '    """, Encoding.UTF8, "application/json");',
        ]
      : form !== undefined
        ? [
            'var form = new MultipartFormDataContent();',
            ...form.flatMap((field, index) =>
              isText(field)
                ? [`form.Add(new StringContent(${literal(field.value)}), ${literal(field.name)});`]
                : [
                    `var file${index} = new StreamContent(File.OpenRead("${field.file}"));`,
                    `file${index}.Headers.ContentType = new MediaTypeHeaderValue("${typeOfFile(field.file)}");`,
                    `form.Add(file${index}, ${literal(field.name)}, "${field.file}");`,
                  ],
            ),
            'request.Content = form;',
          ]
        : bytes === undefined
          ? undefined
          : `request.Content = new StreamContent(File.OpenRead("${bytes}"));`;
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type');
  return lines(
    form === undefined && bytes === undefined ? undefined : 'using System.Net.Http.Headers;',
    json === undefined ? undefined : 'using System.Text;',
    form !== undefined || bytes !== undefined || json !== undefined ? '' : undefined,
    'using var client = new HttpClient();',
    `var request = new HttpRequestMessage(new HttpMethod("${method}"), ${literal(url)});`,
    headers
      .filter(header => header !== type)
      .map(([name, value]) => `request.Headers.Add(${literal(name)}, ${literal(value)});`),
    body,
    bytes === undefined || type === undefined
      ? undefined
      : `request.Content.Headers.ContentType = new MediaTypeHeaderValue(${literal(type[1])});`,
    'using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);',
    stream
      ? [
          'using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());',
          'while (await reader.ReadLineAsync() is { } line) Console.WriteLine(line);',
        ]
      : file === undefined
        ? 'Console.WriteLine(await response.Content.ReadAsStringAsync());'
        : `await File.WriteAllBytesAsync("answer.${file}", await response.Content.ReadAsByteArrayAsync());`,
  );
}

/** Dart with package:http. */
export function dart(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const kind = form === undefined ? 'Request' : 'MultipartRequest';
  return lines(
    stream ? "import 'dart:convert';" : undefined,
    "import 'dart:io';",
    "import 'package:http/http.dart' as http;",
    form === undefined ? undefined : "import 'package:http_parser/http_parser.dart';",
    '',
    'Future<void> main() async {',
    `  final request = http.${kind}('${method}', Uri.parse(r'${url}'));`,
    '  request.headers.addAll({',
    headers.map(([name, value]) => `    '${name}': r'${value}',`),
    '  });',
    json === undefined ? undefined : `  request.body = r'''\n${pretty(json)}''';`,
    (form ?? []).map(field =>
      isText(field)
        ? `  request.fields[r'${field.name}'] = r'${field.value}';`
        : `  request.files.add(await http.MultipartFile.fromPath('${field.name}', '${field.file}', contentType: MediaType.parse('${typeOfFile(field.file)}')));`,
    ),
    bytes === undefined ? undefined : `  request.bodyBytes = await File('${bytes}').readAsBytes();`,
    '  final response = await request.send();',
    stream
      ? ['  await for (final text in response.stream.transform(utf8.decoder)) {', '    stdout.write(text);', '  }']
      : file === undefined
        ? '  stdout.writeln(await response.stream.bytesToString());'
        : `  await response.stream.pipe(File('answer.${file}').openWrite());`,
    '}',
  );
}
