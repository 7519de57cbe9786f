export { iterative } from './iterative';
export { oneShot } from './one-shot';
