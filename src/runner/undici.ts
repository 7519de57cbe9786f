// The parts of undici that downloads need, in a separate bundle.
export { EnvHttpProxyAgent, fetch } from 'undici';
