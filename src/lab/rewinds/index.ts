export { init } from './init';
export { iteration } from './iteration';
export { learningRate } from './learning-rate';
export { none } from './none';
