/** The same everywhere, in two digits so that times in a list stand below each other; whether to twelve or to 24 is the browser's language's. */
const CLOCK = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit'
} as const;

/** The time of day as the browser's language writes it: `14:05:09` or `02:05:09 PM`. */
export function clockText(time: Date): string {
  return time.toLocaleTimeString(undefined, CLOCK);
}

/** The time of an ISO 8601 text in the person's own time zone; today's without the day. */
export function timeText(iso: string, now = new Date()): string {
  const time = new Date(iso);
  return time.toDateString() === now.toDateString()
    ? clockText(time)
    : time.toLocaleString(undefined, {
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        ...CLOCK
      });
}
