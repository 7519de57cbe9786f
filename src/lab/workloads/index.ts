export { mnist } from './mnist';
export { spirals } from './spirals';
