// What a page tells its script of a sample: the request that the panel starts from.

/** A field for which the form has an input. */
export interface FormField {
  readonly name: string;
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
}

/** A part of a multipart form. */
export type Part = { readonly name: string; readonly value: string } | { readonly name: string; readonly file: string };

export interface Trial {
  readonly call: string;
  readonly sample: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly credential: 'none' | 'key' | 'account' | 'operator';
  readonly headers: readonly (readonly [string, string])[];
  readonly json?: unknown;
  readonly form?: readonly Part[];
  readonly bytes?: string;
  readonly fields: readonly FormField[];
  /** It stands on another call's answer. */
  readonly needs: boolean;
}

/** The trial of a panel. */
export function trialOf(panel: HTMLElement): Trial | undefined {
  const block = document.getElementById(panel.dataset['trial'] ?? '');
  if (block === null) return undefined;
  const trial: Trial = JSON.parse(block.textContent);
  return trial;
}
