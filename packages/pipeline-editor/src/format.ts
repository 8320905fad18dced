import type { TranslationBundle } from '@jupyterlab/translation';

/** From the least to the most that is likely. */
export interface Range {
  low: number;
  high: number;
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes as a person reads them: `1.4 MiB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** US dollars: `$0.0147` below ten cents, `$12.30` above. */
export function dollars(amount: number): string {
  return `$${amount < 0.1 ? amount.toFixed(4).replace(/0{1,2}$/, '') : amount.toFixed(2)}`;
}

/** A range of costs. */
export function costRange({ low, high }: Range): string {
  return low === high ? dollars(low) : `${dollars(low)} – ${dollars(high)}`;
}

/** Seconds as `1 min 30 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return whole % 60 === 0
      ? `${minutes} min`
      : `${minutes} min ${whole % 60} s`;
  }
  const rest = minutes % 60;
  return rest === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** States of runs in words. */
export function stateText(state: string, trans: TranslationBundle): string {
  const known: Record<string, string> = {
    STARTING: trans.__('Starting'),
    WAITING: trans.__('Waiting'),
    RUNNING: trans.__('Running'),
    STOPPING: trans.__('Stopping'),
    STOPPED: trans.__('Stopped'),
    SUCCEEDED: trans.__('Succeeded'),
    FAILED: trans.__('Failed'),
    TIMEOUT: trans.__('Timed out'),
    ERROR: trans.__('Error'),
    EXPIRED: trans.__('Expired')
  };
  return Object.hasOwn(known, state) ? known[state] : state;
}
