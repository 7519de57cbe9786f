// The --spec option, which names the spec of a run whose project has moved.
import type { Option } from './command';

export const specOption: Option = {
  type: 'string',
  value: 'FILE',
  about: "current location of the run's spec; Ticket looks for modules and data relative to it",
};
