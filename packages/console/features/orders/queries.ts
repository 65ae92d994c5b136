// The name under which operators' orders are kept and forgotten.

export const ALL_ORDERS_KEY = ['all-orders'] as const;
