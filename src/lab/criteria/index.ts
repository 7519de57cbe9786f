export { magnitude } from './magnitude';
export { magnitudeIncrease } from './magnitude-increase';
export { random } from './random';
