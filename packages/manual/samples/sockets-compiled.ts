// Samples of realtime sessions in the languages that are compiled: Java, Swift, Go, C, C#, Objective-C.

import { lines } from './request.ts';

/** A session. */
export interface Session {
  /** `{{socket}}/v1/realtime?model=…`: the scheme is `wss`, or `ws` in clear. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Each as one line of JSON. */
  readonly events: readonly string[];
  /** What stands in the event with which it is over. */
  readonly over: string;
}

export const literal = (text: string): string => JSON.stringify(text);
export const each = (events: readonly string[], write: (event: string) => string): readonly string[] =>
  events.map(write);

/** Java 17 with its own client. */
export function java({ url, headers, events, over }: Session): string {
  return lines(
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.WebSocket;',
    'import java.nio.ByteBuffer;',
    'import java.nio.charset.StandardCharsets;',
    'import java.util.concurrent.CompletionStage;',
    'import java.util.concurrent.CountDownLatch;',
    '',
    'public class Main {',
    '  public static void main(String[] arguments) throws Exception {',
    '    var over = new CountDownLatch(1);',
    '    var listener = new WebSocket.Listener() {',
    '      final StringBuilder text = new StringBuilder();',
    '      CompletionStage<?> take(WebSocket socket, CharSequence part, boolean last) {',
    '        text.append(part);',
    '        if (last) {',
    '          System.out.println(text);',
    `          if (text.indexOf(${literal(over)}) >= 0) over.countDown();`,
    '          text.setLength(0);',
    '        }',
    '        socket.request(1);',
    '        return null;',
    '      }',
    '      public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {',
    '        return take(socket, part, last);',
    '      }',
    '      public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {',
    '        return take(socket, StandardCharsets.UTF_8.decode(part), last);',
    '      }',
    '    };',
    '    var socket = HttpClient.newHttpClient().newWebSocketBuilder()',
    headers.map(([name, value]) => `        .header(${literal(name)}, ${literal(value)})`),
    `        .buildAsync(URI.create(${literal(url)}), listener).join();`,
    each(events, event => `    socket.sendText(${literal(event)}, true).join();`),
    '    over.await();',
    '    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();',
    '  }',
    '}',
  );
}

/** Swift with URLSession. */
export function swift({ url, headers, events, over }: Session): string {
  return lines(
    'import Foundation',
    '',
    `var request = URLRequest(url: URL(string: ${literal(url)})!)`,
    headers.map(([name, value]) => `request.setValue(${literal(value)}, forHTTPHeaderField: ${literal(name)})`),
    'let socket = URLSession.shared.webSocketTask(with: request)',
    'socket.resume()',
    each(events, event => `try await socket.send(.string(#"${event}"#))`),
    'while true {',
    '    let text: String',
    '    switch try await socket.receive() {',
    '    case .string(let said): text = said',
    '    case .data(let bytes): text = String(decoding: bytes, as: UTF8.self)',
    '    @unknown default: continue',
    '    }',
    '    print(text)',
    `    if text.contains(${literal(over)}) { break }`,
    '}',
    'socket.cancel(with: .normalClosure, reason: nil)',
  );
}

/** Go with coder/websocket. */
export function go({ url, headers, events, over }: Session): string {
  return lines(
    'package main',
    '',
    'import (',
    '\t"context"',
    '\t"fmt"',
    '\t"net/http"',
    '\t"strings"',
    '',
    '\t"github.com/coder/websocket"',
    ')',
    '',
    'func main() {',
    '\tctx := context.Background()',
    '\theaders := http.Header{}',
    headers.map(([name, value]) => `\theaders.Set(${literal(name)}, ${literal(value)})`),
    `\tsocket, _, err := websocket.Dial(ctx, ${literal(url)}, &websocket.DialOptions{HTTPHeader: headers})`,
    '\tif err != nil {',
    '\t\tpanic(err)',
    '\t}',
    '\tdefer socket.CloseNow()',
    '\tsocket.SetReadLimit(16 << 20)',
    '\tfor _, event := range []string{',
    each(events, event => `\t\t\`${event}\`,`),
    '\t} {',
    '\t\tsocket.Write(ctx, websocket.MessageText, []byte(event))',
    '\t}',
    '\tfor {',
    '\t\t_, text, err := socket.Read(ctx)',
    '\t\tif err != nil {',
    '\t\t\tpanic(err)',
    '\t\t}',
    '\t\tfmt.Println(string(text))',
    `\t\tif strings.Contains(string(text), ${literal(over)}) {`,
    '\t\t\tbreak',
    '\t\t}',
    '\t}',
    '\tsocket.Close(websocket.StatusNormalClosure, "")',
    '}',
  );
}

/** C with libcurl. */
export function c({ url, headers, events, over }: Session): string {
  return lines(
    '#include <curl/curl.h>',
    '#include <stdio.h>',
    '#include <string.h>',
    '',
    'int main(void) {',
    '  CURL *curl = curl_easy_init();',
    '  struct curl_slist *headers = NULL;',
    headers.map(([name, value]) => `  headers = curl_slist_append(headers, ${literal(`${name}: ${value}`)});`),
    `  curl_easy_setopt(curl, CURLOPT_URL, ${literal(url)});`,
    '  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);',
    '  curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);',
    '  if (curl_easy_perform(curl) != CURLE_OK) return 1;',
    '  const char *events[] = {',
    each(events, event => `    ${literal(event)},`),
    '  };',
    `  for (int index = 0; index < ${events.length}; index++) {`,
    '    size_t sent;',
    '    curl_ws_send(curl, events[index], strlen(events[index]), &sent, 0, CURLWS_TEXT);',
    '  }',
    '  static char text[1 << 20];',
    '  size_t length = 0;',
    '  for (;;) {',
    '    size_t got = 0;',
    '    const struct curl_ws_frame *frame;',
    '    CURLcode result = curl_ws_recv(curl, text + length, sizeof text - length - 1, &got, &frame);',
    '    if (result == CURLE_AGAIN) continue;',
    '    if (result != CURLE_OK) break;',
    '    length += got;',
    '    if (frame->bytesleft > 0 || (frame->flags & CURLWS_CONT)) continue;',
    '    text[length] = 0;',
    '    length = 0;',
    '    puts(text);',
    `    if (strstr(text, ${literal(over)})) break;`,
    '  }',
    '  curl_slist_free_all(headers);',
    '  curl_easy_cleanup(curl);',
    '  return 0;',
    '}',
  );
}

/** C# with ClientWebSocket. */
export function csharp({ url, headers, events, over }: Session): string {
  return lines(
    'using System.Net.WebSockets;',
    'using System.Text;',
    '',
    'using var socket = new ClientWebSocket();',
    headers.map(([name, value]) => `socket.Options.SetRequestHeader(${literal(name)}, ${literal(value)});`),
    `await socket.ConnectAsync(new Uri(${literal(url)}), default);`,
    'string[] events = [',
    each(events, event => `    """${event}""",`),
    '];',
    'foreach (var text in events)',
    '    await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);',
    'var part = new byte[16384];',
    'var whole = new MemoryStream();',
    'while (socket.State == WebSocketState.Open)',
    '{',
    '    var got = await socket.ReceiveAsync(part, default);',
    '    whole.Write(part, 0, got.Count);',
    '    if (!got.EndOfMessage) continue;',
    '    var text = Encoding.UTF8.GetString(whole.ToArray());',
    '    whole.SetLength(0);',
    '    Console.WriteLine(text);',
    `    if (text.Contains(${literal(over)})) break;`,
    '}',
    'await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);',
  );
}

/** Objective-C with NSURLSession. */
export function objectiveC({ url, headers, events, over }: Session): string {
  return lines(
    '#import <Foundation/Foundation.h>',
    '',
    'static void listen(NSURLSessionWebSocketTask *socket, dispatch_semaphore_t over) {',
    '  [socket receiveMessageWithCompletionHandler:^(NSURLSessionWebSocketMessage *message, NSError *error) {',
    '    NSString *text = message.string ?: [[NSString alloc] initWithData:message.data ?: NSData.data encoding:NSUTF8StringEncoding];',
    '    NSLog(@"%@", error ?: text);',
    `    if (error || [text containsString:@${literal(over)}]) dispatch_semaphore_signal(over);`,
    '    else listen(socket, over);',
    '  }];',
    '}',
    '',
    'int main(void) {',
    '  @autoreleasepool {',
    `    NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:@${literal(url)}]];`,
    headers.map(([name, value]) => `    [request setValue:@${literal(value)} forHTTPHeaderField:@${literal(name)}];`),
    '    NSURLSessionWebSocketTask *socket = [NSURLSession.sharedSession webSocketTaskWithRequest:request];',
    '    [socket resume];',
    '    for (NSString *event in @[',
    each(events, event => `      @${literal(event)},`),
    '    ]) {',
    '      NSURLSessionWebSocketMessage *message = [[NSURLSessionWebSocketMessage alloc] initWithString:event];',
    '      [socket sendMessage:message completionHandler:^(NSError *error) {}];',
    '    }',
    '    dispatch_semaphore_t over = dispatch_semaphore_create(0);',
    '    listen(socket, over);',
    '    dispatch_semaphore_wait(over, DISPATCH_TIME_FOREVER);',
    '    [socket cancelWithCloseCode:NSURLSessionWebSocketCloseCodeNormalClosure reason:nil];',
    '  }',
    '  return 0;',
    '}',
  );
}
