export { randomMask } from './random-mask';
export { reinit } from './reinit';
export { sameSignReinit } from './same-sign-reinit';
export { shuffledMask } from './shuffled-mask';
