#!/usr/bin/env node
import { BUNDLED, isFresh } from './fresh.js';

// One file loads several times as fast as some hundred modules; a bundle older than a build is left alone.
await import(isFresh() ? BUNDLED : '../lib/entry.js');
