// Fields that forms about accounts share: role and group.

import { useMe } from '../../api/me.ts';
import { useModels } from '../../api/queries.ts';
import { useTexts } from '../../i18n/language.tsx';
import { Field } from '../../ui/field.tsx';
import { textOf } from '../../ui/form.tsx';
import { USERS } from './strings.ts';

export const ROLES = ['owner', 'admin', 'finance', 'support', 'read-only', 'user'] as const;
export type Role = (typeof ROLES)[number];

/** The groups by name, as far as they are known, in a list to choose from. */
export function GroupField({ value, fault }: { readonly value: string; readonly fault: string | undefined }) {
  const text = useTexts(USERS);
  const models = useModels();
  const names = new Set([value, 'default', ...(models.data?.groups.map(group => group.name) ?? [])]);
  return (
    <>
      <Field label={text.group} fault={fault}>
        <input name="group" defaultValue={value} list="account-groups" autoComplete="off" />
      </Field>
      <datalist id="account-groups">
        {[...names].map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** A choice of roles; to be an owner is given by owners alone. */
export function RoleField({ value, fault }: { readonly value: Role; readonly fault: string | undefined }) {
  const text = useTexts(USERS);
  const me = useMe();
  const isOwner = me.data?.permissions.includes('owners.write') === true;
  const roles = ROLES.filter(role => role !== 'owner' || isOwner || value === 'owner');
  return (
    <Field label={text.role} fault={fault}>
      <select name="role" defaultValue={value}>
        {roles.map(role => (
          <option key={role} value={role}>
            {text.roles[role]}
          </option>
        ))}
      </select>
    </Field>
  );
}

export const roleOf = (form: FormData): Role => ROLES.find(role => role === textOf(form, 'role')) ?? 'user';
