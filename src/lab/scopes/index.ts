export { global } from './global';
export { layer } from './layer';
