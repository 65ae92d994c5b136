// The languages in which every sample is written, in the order in which they are offered.

import { objectiveC, ocaml, swift } from './apple.ts';
import { c, csharp, dart, go, java } from './compiled.ts';
import type { Request } from './request.ts';
import { http, javascript, php, python, r, ruby, shell } from './scripts.ts';

/** A language. */
export interface SampleLanguage {
  readonly id: string;
  readonly title: string;
  /** What is needed beside the language itself. */
  readonly needs?: string;
  write(request: Request): string;
}

export const SAMPLE_LANGUAGES: readonly SampleLanguage[] = [
  { id: 'shell', title: 'Shell', write: shell },
  { id: 'javascript', title: 'JavaScript', needs: 'Node 20', write: javascript },
  { id: 'java', title: 'Java', needs: 'Java 17: java Main.java', write: java },
  { id: 'swift', title: 'Swift', write: swift },
  { id: 'go', title: 'Go', write: go },
  { id: 'php', title: 'PHP', write: php },
  { id: 'python', title: 'Python', needs: 'pip install requests', write: python },
  { id: 'http', title: 'HTTP', write: http },
  { id: 'c', title: 'C', needs: 'cc main.c -lcurl', write: c },
  { id: 'csharp', title: 'C#', needs: '.NET 7', write: csharp },
  { id: 'objc', title: 'Objective-C', write: objectiveC },
  { id: 'ruby', title: 'Ruby', write: ruby },
  {
    id: 'ocaml',
    title: 'OCaml',
    needs: 'opam install cohttp-lwt-unix; ocamlfind ocamlopt -thread -package cohttp-lwt-unix -linkpkg main.ml',
    write: ocaml,
  },
  { id: 'dart', title: 'Dart', needs: 'dart pub add http', write: dart },
  { id: 'r', title: 'R', needs: "install.packages('httr2')", write: r },
];
