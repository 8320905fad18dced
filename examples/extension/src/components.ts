import type { Component } from '@glueflow/components-manager';
import { distance, type DistanceConfig } from './distance.js';

/** The components of this extension. */
export const components: Component<DistanceConfig>[] = [distance];
