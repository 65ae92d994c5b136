// The console's own icons: strokes on a grid of sixteen, always beside a word or with one hidden in them.

const PATHS = {
  overview: 'M2 13h12M4 13V8m4 5V3m4 10V6',
  playground: 'M3 3h10v7H7l-3 3v-3H3z',
  keys: 'M6.5 9.5a3 3 0 1 1 1-1L13 14M11 12l1.5-1.5',
  usage: 'M3 4h10M3 8h10M3 12h6',
  tasks: 'M2.5 3.5h11v9h-11zM2.5 10l3-3 3 3 2-2 3 3',
  models: 'M8 2l5.5 3v6L8 14l-5.5-3V5zM8 8l5.5-3M8 8v6M8 8L2.5 5',
  wallet: 'M2.5 5h11v8h-11zM2.5 5l8-2v2M10.5 9h1',
  docs: 'M4 2h6l2.5 2.5V14H4zM6.5 7h4M6.5 10h4',
  settings:
    'M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4',
  channels: 'M5 14V2M11 14V2M8 3v1.5M8 7v2M8 11.5V13',
  prices: 'M8 2v12M11 4.5C10 3.5 5 3.3 5 5.8S11 8 11 10.4 6 13 5 11.5',
  users:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c0-6 9-6 9 0M11 7.2a2 2 0 1 0-.5-3.9M12 9.5c1.6.4 2.5 2 2.5 4',
  organisations: 'M3 14V3h6v11M9 7h4v7M5 6h2M5 9h2M5 12h2M1.5 14h13',
  codes: 'M2.5 5h11v2a1.5 1.5 0 0 0 0 3v2h-11v-2a1.5 1.5 0 0 0 0-3zM9 5v7',
  orders: 'M3 2h10v12l-2-1.3L9 14l-2-1.3L5 14l-2-1.3zM5.5 5.5h5M5.5 8.5h5',
  notices: 'M4 11V7a4 4 0 0 1 8 0v4l1.5 1.5h-11zM6.5 14.5h3',
  audit: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM5.8 8l1.6 1.6L10.5 6.5',
  system: 'M2 4h12v3H2zM2 9h12v3H2zM4.5 5.5h.01M4.5 10.5h.01',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  copy: 'M5 5V2.5h8.5V11H11M2.5 5H11v8.5H2.5z',
  check: 'M3 8.5L6.5 12 13 4.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  warning: 'M8 2.5L14.5 13.5h-13zM8 6.5v3.5M8 12v.01',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  language: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c3 3 3 9 0 12M8 2c-3 3-3 9 0 12',
  signOut: 'M9.5 3H3v10h6.5M7 8h7M11.5 5.5L14 8l-2.5 2.5',
  down: 'M4 6l4 4 4-4',
  left: 'M10 4L6 8l4 4',
  right: 'M6 4l4 4-4 4',
  plus: 'M8 3v10M3 8h10',
  download: 'M8 2v8M5 7.5L8 10.5l3-3M3 13.5h10',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8',
  eye: 'M1.5 8C4 4 12 4 14.5 8 12 12 4 12 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  readonly name: IconName;
  /** Said to who cannot see it; without one the icon is decoration. */
  readonly label?: string;
}

export function Icon({ name, label }: IconProps) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
