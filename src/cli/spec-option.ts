// The option that names a run's spec where its project was moved and the run alone does not lead there.
import type { Option } from './command';

export const specOption: Option = {
  type: 'string',
  value: 'FILE',
  about: "the run's spec where it is now: modules and data are looked for from its folder",
};
