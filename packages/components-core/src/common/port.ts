import type { Port } from '@glueflow/components-manager';

/** The only input of most components. */
export const IN: Port = { id: 'in', title: 'Input' };

/** The only output of every component that has one. */
export const OUT: Port = { id: 'out', title: 'Output' };
