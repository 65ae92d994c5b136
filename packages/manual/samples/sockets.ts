// Samples of realtime sessions: a socket is opened, events are sent, and what comes is printed until the turn is over.

import { lines, SOCKET } from './request.ts';
import { c, csharp, each, go, java, literal, objectiveC, swift, type Session } from './sockets-compiled.ts';

export type { Session };

interface SocketWriter {
  readonly needs?: string;
  write(session: Session): string;
}

const single = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function shell({ url, headers, events }: Session): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  return lines(
    `(printf '%s\\n' \\`,
    events.map((event, index) => `  ${quoted(event)}${index === events.length - 1 ? '; sleep 10) |' : ' \\'}`),
    `websocat -n ${headers.map(([name, value]) => `-H=${quoted(`${name}: ${value}`)}`).join(' ')} \\`,
    `  ${quoted(url)}`,
  );
}

function javascript({ url, headers, events, over }: Session): string {
  return lines(
    "import WebSocket from 'ws';",
    '',
    `const socket = new WebSocket(${single(url)}, {`,
    `  headers: { ${headers.map(([name, value]) => `${single(name)}: ${single(value)}`).join(', ')} },`,
    '});',
    "socket.on('open', () => {",
    each(events, event => `  socket.send(JSON.stringify(${event}));`),
    '});',
    "socket.on('message', data => {",
    '  console.log(String(data));',
    `  if (String(data).includes(${single(over)})) socket.close();`,
    '});',
  );
}

function python({ url, headers, events, over }: Session): string {
  return lines(
    'from websockets.sync.client import connect',
    '',
    `headers = {${headers.map(([name, value]) => `${literal(name)}: ${literal(value)}`).join(', ')}}`,
    `with connect(${literal(url)}, additional_headers=headers) as socket:`,
    each(events, event => `    socket.send(${single(event)})`),
    '    for message in socket:',
    '        text = message if isinstance(message, str) else message.decode()',
    '        print(text)',
    `        if ${literal(over)} in text:`,
    '            break',
  );
}

function php({ url, headers, events, over }: Session): string {
  return lines(
    '<?php',
    '',
    "require 'vendor/autoload.php';",
    '',
    `$socket = new WebSocket\\Client(${single(url)});`,
    headers.map(([name, value]) => `$socket->addHeader(${single(name)}, ${single(value)});`),
    each(events, event => `$socket->text(${single(event)});`),
    'do {',
    '  $text = $socket->receive()->getContent();',
    '  echo $text, PHP_EOL;',
    `} while (!str_contains($text, ${single(over)}));`,
    '$socket->close();',
  );
}

function http({ url, headers, events }: Session): string {
  const path = url.replace(SOCKET, '').replace(/^wss?:\/\/[^/]+/, '');
  return lines(
    `GET ${path} HTTP/1.1`,
    'Host: {{host}}',
    headers.map(([name, value]) => `${name}: ${value}`),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    events,
  );
}

function ruby({ url, headers, events, over }: Session): string {
  return lines(
    "require 'websocket-client-simple'",
    '',
    'over = Queue.new',
    `socket = WebSocket::Client::Simple.connect(${single(url)}, headers: {`,
    headers.map(([name, value]) => `  ${single(name)} => ${single(value)},`),
    '})',
    'socket.on :open do',
    each(events, event => `  send(${single(event)})`),
    'end',
    'socket.on :message do |message|',
    '  puts message.data',
    `  over << true if message.data.include?(${single(over)})`,
    'end',
    'over.pop',
    'socket.close',
  );
}

function ocaml({ url, headers, events, over }: Session): string {
  const address = url.replace(SOCKET, '{{base}}').replace(/^ws/, 'http');
  return lines(
    'open Lwt.Syntax',
    '',
    `let uri = Uri.of_string ${literal(address)}`,
    'let extra_headers = Cohttp.Header.of_list [',
    headers.map(([name, value]) => `  (${literal(name)}, ${literal(value)});`),
    ']',
    'let events = [',
    each(events, event => `  {json|${event}|json};`),
    ']',
    'let is_over text =',
    `  try ignore (Str.search_forward (Str.regexp_string ${literal(over)}) text 0); true with Not_found -> false`,
    '',
    'let () =',
    '  Lwt_main.run',
    '    (let* endpoint = Resolver_lwt.resolve_uri ~uri Resolver_lwt_unix.system in',
    '     let ctx = Lazy.force Conduit_lwt_unix.default_ctx in',
    '     let* client = Conduit_lwt_unix.endp_to_client ~ctx endpoint in',
    '     let* socket = Websocket_lwt_unix.connect ~extra_headers ~ctx client uri in',
    '     let* () =',
    '       Lwt_list.iter_s',
    '         (fun content -> Websocket_lwt_unix.write socket (Websocket.Frame.create ~content ()))',
    '         events',
    '     in',
    '     let rec listen () =',
    '       let* frame = Websocket_lwt_unix.read socket in',
    '       let* () = Lwt_io.printl frame.Websocket.Frame.content in',
    '       if is_over frame.Websocket.Frame.content then Lwt.return_unit else listen ()',
    '     in',
    '     let* () = listen () in',
    '     Websocket_lwt_unix.close_transport socket)',
  );
}

function dart({ url, headers, events, over }: Session): string {
  return lines(
    "import 'dart:convert';",
    "import 'dart:io';",
    '',
    'Future<void> main() async {',
    `  final socket = await WebSocket.connect(r'${url}', headers: {`,
    headers.map(([name, value]) => `    '${name}': r'${value}',`),
    '  });',
    each(events, event => `  socket.add(r'${event}');`),
    '  await for (final message in socket) {',
    '    final text = message is String ? message : utf8.decode(message);',
    '    print(text);',
    `    if (text.contains('${over}')) break;`,
    '  }',
    '  await socket.close();',
    '}',
  );
}

function r({ url, headers, events, over }: Session): string {
  return lines(
    'library(websocket)',
    '',
    'over <- FALSE',
    `socket <- WebSocket$new(${literal(url)}, headers = list(`,
    headers.map(
      ([name, value], index) => `  \`${name}\` = ${literal(value)}${index === headers.length - 1 ? '' : ','}`,
    ),
    '), autoConnect = FALSE)',
    'socket$onOpen(function(event) {',
    each(events, event => `  socket$send(r"---(${event})---")`),
    '})',
    'socket$onMessage(function(event) {',
    '  text <- if (is.raw(event$data)) rawToChar(event$data) else event$data',
    '  cat(text, "\\n")',
    `  if (grepl(${literal(over)}, text, fixed = TRUE)) over <<- TRUE`,
    '})',
    'socket$connect()',
    'while (!over) later::run_now(1)',
    'socket$close()',
  );
}

/** By the id of the language. */
export const SOCKET_WRITERS: Readonly<Record<string, SocketWriter>> = {
  shell: { needs: 'websocat', write: shell },
  javascript: { needs: 'npm install ws', write: javascript },
  java: { write: java },
  swift: { write: swift },
  go: { needs: 'go get github.com/coder/websocket', write: go },
  php: { needs: 'composer require phrity/websocket', write: php },
  python: { needs: 'pip install websockets', write: python },
  http: { write: http },
  c: { needs: 'cc main.c -lcurl (libcurl 7.86)', write: c },
  csharp: { write: csharp },
  objc: { write: objectiveC },
  ruby: { needs: 'gem install websocket-client-simple', write: ruby },
  ocaml: { needs: 'opam install websocket-lwt-unix', write: ocaml },
  dart: { write: dart },
  r: { needs: "install.packages('websocket')", write: r },
};
