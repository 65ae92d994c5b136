// Samples for Swift, Objective-C and OCaml, which build a form by hand.

import type { FormField } from '../call.ts';
import { indented, lines, pretty, typeOfFile, type Request } from './request.ts';

const isText = (field: FormField): field is Extract<FormField, { value: string }> => 'value' in field;
const literal = (text: string): string => JSON.stringify(text);
const BOUNDARY = 'a-boundary-of-your-own';

/** What stands before the content of a part. */
function headOf(field: FormField): string {
  const name = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field.name}"`;
  return isText(field)
    ? `${name}\r\n\r\n`
    : `${name}; filename="${field.file}"\r\nContent-Type: ${typeOfFile(field.file)}\r\n\r\n`;
}

/** Swift with URLSession. */
export function swift(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  return lines(
    'import Foundation',
    '',
    `var request = URLRequest(url: URL(string: ${literal(url)})!)`,
    `request.httpMethod = "${method}"`,
    'request.timeoutInterval = 600',
    headers.map(([name, value]) => `request.setValue(${literal(value)}, forHTTPHeaderField: ${literal(name)})`),
    json === undefined ? undefined : ['request.httpBody = Data(#"""', pretty(json), '"""#.utf8)'],
    form === undefined
      ? undefined
      : [
          'var form = Data()',
          ...form.flatMap(field => [
            `form.append(Data(${literal(headOf(field))}.utf8))`,
            isText(field)
              ? `form.append(Data(${literal(field.value)}.utf8))`
              : `form.append(try Data(contentsOf: URL(fileURLWithPath: "${field.file}")))`,
            'form.append(Data("\\r\\n".utf8))',
          ]),
          `form.append(Data("--${BOUNDARY}--\\r\\n".utf8))`,
          `request.setValue("multipart/form-data; boundary=${BOUNDARY}", forHTTPHeaderField: "Content-Type")`,
          'request.httpBody = form',
        ],
    bytes === undefined ? undefined : `request.httpBody = try Data(contentsOf: URL(fileURLWithPath: "${bytes}"))`,
    '',
    stream
      ? [
          'let (stream, _) = try await URLSession.shared.bytes(for: request)',
          'for try await line in stream.lines {',
          '    print(line)',
          '}',
        ]
      : [
          'let (data, _) = try await URLSession.shared.data(for: request)',
          file === undefined
            ? 'print(String(decoding: data, as: UTF8.self))'
            : `try data.write(to: URL(fileURLWithPath: "answer.${file}"))`,
        ],
  );
}

/** Objective-C with NSURLSession. */
export function objectiveC(request: Request): string {
  const { method, url, headers, json, form, bytes, file } = request;
  const text = (value: string): string => `@${literal(value)}`;
  const body =
    json === undefined
      ? undefined
      : pretty(json)
          .split('\n')
          .map(line => `      ${text(`${line}\n`)}`)
          .join('\n');
  return lines(
    '#import <Foundation/Foundation.h>',
    '',
    'int main(void) {',
    '  @autoreleasepool {',
    `    NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:${text(url)}]];`,
    `    request.HTTPMethod = @"${method}";`,
    '    request.timeoutInterval = 600;',
    headers.map(([name, value]) => `    [request setValue:${text(value)} forHTTPHeaderField:${text(name)}];`),
    body === undefined
      ? undefined
      : ['    NSString *body =', `${body};`, '    request.HTTPBody = [body dataUsingEncoding:NSUTF8StringEncoding];'],
    form === undefined
      ? undefined
      : [
          '    NSMutableData *form = [NSMutableData data];',
          '    void (^add)(NSString *) = ^(NSString *text) { [form appendData:[text dataUsingEncoding:NSUTF8StringEncoding]]; };',
          ...form.flatMap(field => [
            `    add(${text(headOf(field))});`,
            isText(field)
              ? `    add(${text(field.value)});`
              : `    [form appendData:[NSData dataWithContentsOfFile:@"${field.file}"]];`,
            '    add(@"\\r\\n");',
          ]),
          `    add(@"--${BOUNDARY}--\\r\\n");`,
          `    [request setValue:@"multipart/form-data; boundary=${BOUNDARY}" forHTTPHeaderField:@"Content-Type"];`,
          '    request.HTTPBody = form;',
        ],
    bytes === undefined ? undefined : `    request.HTTPBody = [NSData dataWithContentsOfFile:@"${bytes}"];`,
    '    dispatch_semaphore_t done = dispatch_semaphore_create(0);',
    '    [[NSURLSession.sharedSession dataTaskWithRequest:request',
    '        completionHandler:^(NSData *data, NSURLResponse *response, NSError *error) {',
    file === undefined
      ? '          NSLog(@"%@", error ?: [[NSString alloc] initWithData:data encoding:NSUTF8StringEncoding]);'
      : `          [data writeToFile:@"answer.${file}" atomically:YES];`,
    '          dispatch_semaphore_signal(done);',
    '        }] resume];',
    '    dispatch_semaphore_wait(done, DISPATCH_TIME_FOREVER);',
    '  }',
    '  return 0;',
    '}',
  );
}

/** OCaml's own escapes for a text that may hold line ends. */
const ocamlText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\r', '\\r').replaceAll('\n', '\\n')}"`;

/** OCaml with cohttp-lwt-unix. */
export function ocaml(request: Request): string {
  const { method, url, headers, json, form, bytes, stream, file } = request;
  const verbs: Readonly<Record<string, string>> = {
    GET: '`GET',
    POST: '`POST',
    PUT: '`PUT',
    PATCH: '`PATCH',
    DELETE: '`DELETE',
  };
  const pairs = [
    ...headers,
    ...(form === undefined ? [] : [['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`] as const]),
  ];
  const body =
    json !== undefined
      ? `{json|${pretty(json)}|json}`
      : form !== undefined
        ? `String.concat "" [\n${form
            .map(field =>
              isText(field)
                ? `  ${ocamlText(`${headOf(field)}${field.value}\r\n`)};`
                : `  ${ocamlText(headOf(field))}; read "${field.file}"; "\\r\\n";`,
            )
            .join('\n')}\n  "--${BOUNDARY}--\\r\\n" ]`
        : bytes === undefined
          ? undefined
          : `read "${bytes}"`;
  return lines(
    'open Lwt.Infix',
    '',
    form === undefined && bytes === undefined
      ? undefined
      : [
          'let read path =',
          '  let file = open_in_bin path in',
          '  let text = really_input_string file (in_channel_length file) in',
          '  close_in file;',
          '  text',
          '',
        ],
    'let headers = Cohttp.Header.of_list [',
    pairs.map(([name, value]) => `  (${ocamlText(name)}, ${ocamlText(value)});`),
    ']',
    body === undefined ? undefined : ['', `let body = Cohttp_lwt.Body.of_string (${indented(body, '').trim()})`],
    '',
    'let () =',
    '  Lwt_main.run',
    `    (Cohttp_lwt_unix.Client.call ~headers${body === undefined ? '' : ' ~body'} ${verbs[method] ?? '`GET'} (Uri.of_string ${ocamlText(url)})`,
    '     >>= fun (_response, answer) ->',
    stream
      ? '     Lwt_stream.iter_s Lwt_io.print (Cohttp_lwt.Body.to_stream answer))'
      : file === undefined
        ? '     Cohttp_lwt.Body.to_string answer >>= Lwt_io.printl)'
        : [
            '     Cohttp_lwt.Body.to_string answer >|= fun text ->',
            `     let out = open_out_bin "answer.${file}" in`,
            '     output_string out text;',
            '     close_out out)',
          ],
  );
}
