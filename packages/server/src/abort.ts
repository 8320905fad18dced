import { setMaxListeners } from 'node:events';

/**
 * Return a controller whose signal many calls may wait on at once: one for each table of a pipeline. By default Node warns of a leak at
 * eleven (https://nodejs.org/api/events.html#eventssetmaxlistenersn-eventtargets).
 */
export function abortable(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
