export * from './clients.js';
export * from './credentials.js';
export * from './endpoint.js';
export * from './error.js';
export * from './keys.js';
export * from './profile.js';
export * from './settings.js';
