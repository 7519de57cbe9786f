export { constant } from './constant';
export { cosine } from './cosine';
export { steps } from './steps';
export { warmup } from './warmup';
