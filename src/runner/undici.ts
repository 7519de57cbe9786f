// The parts of undici that downloads need, in a bundle of their own.
export { EnvHttpProxyAgent, fetch } from 'undici';
