export { fashionMnist } from './fashion-mnist';
export { mnist } from './mnist';
export { spirals } from './spirals';
