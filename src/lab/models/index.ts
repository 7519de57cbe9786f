export { mlp } from './mlp';
