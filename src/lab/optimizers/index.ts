export { adam } from './adam';
export { adamw } from './adamw';
export { sgd } from './sgd';
