// The name under which organisations are kept and forgotten.

export const ORGANISATIONS_KEY = ['organisations'] as const;
