import type { TranslationBundle } from '@jupyterlab/translation';
import { colorOf } from '../canvas/colors.js';

/** What lining up is called. */
export function alignLabel(trans: TranslationBundle, to: unknown): string {
  switch (to) {
    case 'center':
      return trans.__('Align Centres');
    case 'right':
      return trans.__('Align Right');
    case 'top':
      return trans.__('Align Top');
    case 'middle':
      return trans.__('Align Middles');
    case 'bottom':
      return trans.__('Align Bottom');
    case 'distribute-horizontally':
      return trans.__('Distribute Horizontally');
    case 'distribute-vertically':
      return trans.__('Distribute Vertically');
    default:
      return trans.__('Align Left');
  }
}

/** What a colour of notes and groups is called. */
export function colorLabel(trans: TranslationBundle, color: unknown): string {
  switch (colorOf(color)) {
    case 'blue':
      return trans.__('Blue');
    case 'green':
      return trans.__('Green');
    case 'yellow':
      return trans.__('Yellow');
    case 'red':
      return trans.__('Red');
    case 'teal':
      return trans.__('Teal');
    case 'grey':
      return trans.__('Grey');
  }
}
