// Documents with secrets in them: their rows, which of them may be changed here, and where their secrets may go.

import { Failure } from '@turnpike/protocols/failures';
import type { DocumentRow } from '../../store/store.ts';
import type { Services } from '../services.ts';

/** The documents of a kind. */
export async function rowsOf({ store }: Services, kind: DocumentRow['kind']): Promise<readonly DocumentRow[]> {
  return (await store.documents.all()).filter(row => row.kind === kind);
}

/** A document that is not the file's; `what` it is stands in the refusals. @throws Failure */
export async function changeableRow(
  services: Services,
  kind: DocumentRow['kind'],
  name: string,
  what: { readonly long: string; readonly short: string },
): Promise<DocumentRow> {
  const row = (await rowsOf(services, kind)).find(one => one.name === name);
  if (row === undefined) throw new Failure('not_found', `There is no such ${what.long}.`);
  if (!row.declared) return row;
  throw new Failure('declared_in_file', `This ${what.short} is declared in the configuration file. Change it there.`);
}

/** The refusal of a change that would send a secret to another place than the one it was given for. */
export function givenAnew(field: string, place: 'address' | 'server'): Failure {
  const message = `must be given anew, since it would go to another ${place} than the one it was given for`;
  return new Failure('invalid_request', `${field}: ${message}.`, {
    param: field,
    details: { fields: [{ path: field, message }] },
  });
}
