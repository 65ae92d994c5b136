// Small help with the page's elements: making them, finding them.

/** An element with properties, attributes and children; texts are texts, never HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '');
    else if (typeof value === 'string') made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Every element of a kind below one. */
export function all<Kind extends Element>(
  place: ParentNode,
  selector: string,
  kind: abstract new (...never: never[]) => Kind,
): readonly Kind[] {
  return [...place.querySelectorAll(selector)].filter((found): found is Kind => found instanceof kind);
}
