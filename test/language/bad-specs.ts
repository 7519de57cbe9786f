// Specs with one error each: its position, its code, and its message.

export interface BadSpec {
  readonly name: string;
  readonly text: string;
  /** line:column of the problem. */
  readonly at: string;
  readonly code: string;
  readonly says: RegExp;
  readonly severity?: 'warning' | 'information';
  /** The text that the fix inserts. */
  readonly fix?: string;
  /** The expected remedy. */
  readonly remedy?: RegExp;
}

/** A valid start of three lines; the rest begins on line 4. */
export const start = 'ticket: 1\nworkload: mnist\nmodel: mlp\n';

export const claim = (more: string): string =>
  `${start}controls: [reinit]\nclaims:\n  - says: it works\n    metric: testAccuracy\n${more}`;
export const compared = '    difference: [ticket, dense]\n    atLeast: 0\n';

// One spec a line.
// prettier-ignore
export const badSpecs: readonly BadSpec[] = [
  // Text
  { name: 'empty', text: '', at: '1:1', code: 'empty', says: /empty/ },
  { name: 'comments alone', text: '# soon\n', at: '1:1', code: 'empty', says: /empty/ },
  { name: 'a list', text: '- ticket: 1\n', at: '1:1', code: 'wrong-type', says: /map of keys/ },
  { name: 'one word', text: 'lenet\n', at: '1:1', code: 'wrong-type', says: /map of keys/ },
  { name: 'tab', text: 'ticket: 1\ntrain:\n\tbatch: 60\n', at: '3:1', code: 'yaml', says: /tab/i },
  { name: 'open bracket', text: `${start}controls: [reinit\n`, at: '5:1', code: 'yaml', says: /\]/ },
  { name: 'two colons', text: 'ticket: 1\ntitle: LeNet: mine\n', at: '2:8', code: 'yaml', says: /second `:`/ },
  { name: 'two documents', text: `${start}---\nticket: 1\n`, at: '4:1', code: 'yaml', says: /more than one/ },
  { name: 'YAML 1.1', text: `%YAML 1.1\n---\n${start}`, at: '1:1', code: 'yaml-version', says: /1\.2/ },
  { name: 'binary', text: 'ticket: 1\n\u0000\u0001', at: '2:1', code: 'not-text', says: /not text/ },
  { name: 'tag', text: `${start}seed: !!js/function 3\n`, at: '4:7', code: 'yaml', says: /tag/i },
  { name: 'no anchor', text: `${start}seed: *one\n`, at: '4:7', code: 'unknown-alias', says: /&one/ },
  { name: 'circle', text: `${start}train: &t { optimizer: *t }\n`, at: '4:24', code: 'circular-alias', says: /itself/ },
  { name: 'key that is a list', text: `${start}? [a]\n: 1\n`, at: '4:3', code: 'odd-key', says: /plain text/ },
  { name: 'key twice', text: `${start}seed: 1\nseed: 2\n`, at: '5:1', code: 'duplicate-key', says: /`seed`.*twice/, fix: '' },
  { name: 'key twice, CRLF', text: 'ticket: 1\r\nticket: 1\r\n', at: '2:1', code: 'duplicate-key', says: /twice/, fix: '' },
  { name: 'BOM', text: '\uFEFFtikcet: 1\n', at: '1:1', code: 'unknown-key', says: /`tikcet`/, fix: 'ticket' },

  // Keys
  { name: 'version missing', text: 'workload: mnist\nmodel: mlp\n', at: '1:1', code: 'missing-key', says: /`ticket`/ },
  { name: 'model missing', text: 'ticket: 1\nworkload: mnist\n', at: '1:1', code: 'missing-key', says: /`model`/ },
  { name: 'version 2', text: 'ticket: 2\nnews: yes\n', at: '1:9', code: 'version', says: /version 2/ },
  { name: 'version as text', text: 'ticket: "1"\nworkload: mnist\nmodel: mlp\n', at: '1:9', code: 'yaml-trap', says: /must be `1`/, fix: '1' },
  { name: 'unknown key', text: `${start}trails: 3\n`, at: '4:1', code: 'unknown-key', says: /`trails`/, fix: 'trials' },
  { name: 'unknown nested key', text: `${start}train: { batchSize: 60 }\n`, at: '4:10', code: 'unknown-key', says: /`train`.*`batchSize`/, fix: 'batch' },
  { name: 'unknown option', text: `${start}train:\n  optimizer: { kind: adam, learningrate: 0.1 }\n`, at: '5:28', code: 'unknown-key', says: /`learningrate`/, fix: 'learningRate' },
  { name: 'option of another entry', text: `${start}train: { optimizer: { kind: adam, momentum: 0.9 } }\n`, at: '4:35', code: 'unknown-key', says: /`momentum`/ },
  { name: 'learning rate by another name', text: `${start}train: { optimizer: { kind: sgd, lr: 0.1 } }\n`, at: '4:34', code: 'unknown-key', says: /`lr`/, remedy: /Did you mean `learningRate`/, fix: 'learningRate' },
  { name: 'learning rate at the top', text: `${start}lr: 0.1\n`, at: '4:1', code: 'unknown-key', says: /`lr`/, remedy: /Did you mean `train\.optimizer\.learningRate`/, fix: 'train: { optimizer: { kind: adam, learningRate: 0.1 } }' },
  { name: 'learning rate beside the optimizer', text: `${start}train: { lr: 0.1 }\n`, at: '4:10', code: 'unknown-key', says: /`lr`/, fix: 'optimizer: { kind: adam, learningRate: 0.1 }' },
  { name: 'learning rate at the top of a spec with train', text: `${start}train: { batch: 10 }\nlr: 0.1\n`, at: '5:1', code: 'unknown-key', says: /`lr`/ },
  { name: 'a key of another map', text: `${start}rate: 0.1\n`, at: '4:1', code: 'unknown-key', says: /`rate`/, remedy: /Did you mean `prune\.rate`/, fix: 'prune: { rate: 0.1 }' },
  { name: 'epochs', text: `${start}train: { epochs: 5 }\n`, at: '4:10', code: 'unknown-key', says: /`epochs`/, remedy: /`iterations`/, fix: 'iterations: 5 epochs' },
  { name: 'hidden layers as a list', text: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, hidden: [300, 100] }\n', at: '3:21', code: 'unknown-key', says: /`hidden`/, fix: 'layers: { fc1: 300, fc2: 100 }' },
  { name: 'dropout', text: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, dropout: 0.5 }\n', at: '3:21', code: 'unknown-key', says: /`dropout`/, remedy: /Ticket has no dropout/, fix: '' },
  { name: 'dropout before other options', text: 'ticket: 1\nworkload: mnist\nmodel: { dropout: 0.5, kind: mlp }\n', at: '3:10', code: 'unknown-key', says: /`dropout`/, fix: '' },
  { name: 'dropout on a line', text: 'ticket: 1\nworkload: mnist\nmodel:\n  dropout: 0.5 # after each layer\n  kind: mlp # small\n', at: '4:3', code: 'unknown-key', says: /`dropout`/, fix: '' },
  { name: 'unknown option of an unknown kind', text: `${start}train: { optimizer: { kind: addam, lr: 0.1 } }\n`, at: '4:36', code: 'unknown-key', says: /`lr`/, fix: 'learningRate' },
  { name: 'unknown option without a kind', text: `${start}train: { optimizer: { lr: 0.1 } }\n`, at: '4:23', code: 'unknown-key', says: /`lr`/, fix: 'learningRate' },
  { name: 'wrong arm beside a wrong key', text: `${start}trails: 3\nclaims:\n  - { says: a, metric: testAccuracy, difference: [ticket, unpruned], atLeast: 0 }\n`, at: '6:59', code: 'unknown-arm', says: /`unpruned`/, fix: 'dense' },
  { name: 'wrong arm beside a wrong metric', text: `${start}claims:\n  - { says: a, metric: accuracy, difference: [ticket, unpruned], atLeast: 0 }\n`, at: '5:55', code: 'unknown-arm', says: /`unpruned`/, fix: 'dense' },
  { name: 'wrong layer beside a wrong key', text: `${start}trails: 3\nprune: { rates: { fc9: 0.1 } }\n`, at: '5:19', code: 'unknown-layer', says: /`fc9`/, fix: 'fc1' },
  { name: 'device', text: `${start}run: { device: gpu }\n`, at: '4:8', code: 'unknown-key', says: /`device`/ },
  { name: 'nothing', text: `${start}train:\nseed: 1\n`, at: '4:1', code: 'empty', says: /not nothing/ },

  // Types and ranges
  { name: 'number as map', text: `${start}seed: { a: 1 }\n`, at: '4:1', code: 'wrong-type', says: /whole number, not a map/ },
  { name: 'fraction', text: `${start}trials: 2.5\n`, at: '4:9', code: 'wrong-type', says: /whole number, not `2.5`/ },
  { name: 'negative seed', text: `${start}seed: -1\n`, at: '4:7', code: 'out-of-range', says: /at least 0/ },
  { name: 'seed that is not exact', text: `${start}seed: 12345678901234567890\n`, at: '4:7', code: 'out-of-range', says: /at most/ },
  { name: 'no trial', text: `${start}trials: 0\n`, at: '4:9', code: 'out-of-range', says: /at least 1/ },
  { name: 'rate of all', text: `${start}prune: { rate: 1 }\n`, at: '4:16', code: 'out-of-range', says: /below 1/ },
  { name: 'not a number', text: `${start}prune: { rate: .nan }\n`, at: '4:16', code: 'wrong-type', says: /NaN/ },
  { name: 'infinite', text: `${start}train: { optimizer: { kind: sgd, learningRate: .inf } }\n`, at: '4:48', code: 'wrong-type', says: /Infinity/ },
  { name: 'number for text', text: `${start}title: 2019\n`, at: '4:8', code: 'yaml-trap', says: /text/, fix: '"2019"' },
  { name: 'underscores', text: `${start}train: { iterations: 50_000 }\n`, at: '4:22', code: 'yaml-trap', says: /`50_000`/, fix: '50000' },
  { name: 'quoted number', text: `${start}seed: "3"\n`, at: '4:7', code: 'yaml-trap', says: /text `3`/, fix: '3' },
  { name: 'yes', text: `${start}train: { optimizer: { kind: sgd, nesterov: yes } }\n`, at: '4:44', code: 'yaml-trap', says: /true or false/, fix: 'true' },
  { name: 'percent', text: `${start}prune: { rate: 20% }\n`, at: '4:16', code: 'yaml-trap', says: /fraction/, fix: '0.2' },
  { name: 'unit', text: `${start}train: { iterations: 55 epoks }\n`, at: '4:22', code: 'wrong-type', says: /55 epochs/ },
  { name: 'no epochs', text: `${start}train: { iterations: 0 epochs }\n`, at: '4:22', code: 'wrong-type', says: /0 epochs/ },
  { name: 'list for a map', text: `${start}prune: [0.2]\n`, at: '4:1', code: 'wrong-type', says: /a map, not a list/ },
  { name: 'word for a list', text: `${start}controls: reinit\n`, at: '4:11', code: 'wrong-type', says: /a list/ },

  // Names
  { name: 'workload', text: 'ticket: 1\nworkload: mnits\nmodel: mlp\n', at: '2:11', code: 'unknown-name', says: /`mnist`/, fix: 'mnist' },
  { name: 'kind', text: `${start}prune:\n  criterion: { kind: magnitud }\n`, at: '5:22', code: 'unknown-name', says: /`magnitude`/, fix: 'magnitude' },
  { name: 'case', text: `${start}train: { optimizer: Adam }\n`, at: '4:21', code: 'unknown-name', says: /`adam`/, fix: 'adam' },
  { name: 'choice of an option', text: 'ticket: 1\nworkload: { kind: mnist, inputs: units }\nmodel: mlp\n', at: '2:34', code: 'unknown-name', says: /`unit`/, fix: 'unit' },
  { name: 'no kind', text: 'ticket: 1\nworkload: { validation: 1 }\nmodel: mlp\n', at: '2:1', code: 'missing-key', says: /`kind`/ },
  { name: 'kind as a key', text: `${start}train: { optimizer: { adam: { learningRate: 1 } } }\n`, at: '4:10', code: 'missing-key', says: /`kind`/ },
  { name: 'needs options', text: `${start}train: { schedule: steps }\n`, at: '4:20', code: 'missing-key', says: /`at`/ },
  { name: 'control', text: `${start}controls:\n  - shuffled\n`, at: '5:5', code: 'unknown-name', says: /`shuffled-mask`/, fix: 'shuffled-mask' },
  { name: 'rewind', text: `${start}rewind: inti\n`, at: '4:9', code: 'unknown-name', says: /`init`/, fix: 'init' },
  { name: 'keep', text: `${start}run: { keep: ticket }\n`, at: '4:14', code: 'unknown-name', says: /`tickets`/, fix: 'tickets' },
  { name: 'module path', text: 'ticket: 1\nworkload: mnist\nmodel: { module: my-net }\n', at: '3:18', code: 'wrong-type', says: /path relative to this file/ },
  { name: 'name of a layer', text: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, layers: { 1st: 3 } }\n', at: '3:31', code: 'wrong-value', says: /`1st`/ },

  // Combinations
  { name: 'validation', text: 'ticket: 1\nworkload: { kind: mnist, validation: 60000 }\nmodel: mlp\n', at: '2:38', code: 'contradiction', says: /none for training/ },
  { name: 'examples', text: 'ticket: 1\nworkload:\n  kind: mnist\n  examples: 56000\nmodel: mlp\n', at: '4:13', code: 'contradiction', says: /55000/ },
  { name: 'own output layer', text: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, layers: { output: 3 } }\n', at: '3:21', code: 'contradiction', says: /`output`/ },
  { name: 'nesterov', text: `${start}train: { optimizer: { kind: sgd, momentum: 0, nesterov: true } }\n`, at: '4:57', code: 'contradiction', says: /momentum/ },
  { name: 'layer', text: `${start}prune: { rates: { ouput: 0.1 } }\n`, at: '4:19', code: 'unknown-layer', says: /`ouput`/, fix: 'output' },
  { name: 'pattern', text: `${start}prune: { rates: { "conv*": 0.1 } }\n`, at: '4:19', code: 'unknown-layer', says: /No layer matches/ },
  { name: 'shadowed', text: `${start}prune:\n  rates:\n    fc*: 0.1\n    fc1: 0.3\n`, at: '7:5', code: 'unused', says: /no effect/, severity: 'warning' },
  { name: 'rewind to the end', text: `${start}train: { iterations: 500 }\nrewind: 500 iterations\n`, at: '5:9', code: 'beyond-end', says: /500/ },
  { name: 'rewind in a map', text: `${start}rewind: { to: 99 epochs }\n`, at: '4:15', code: 'beyond-end', says: /90,750/ },
  { name: 'evaluation', text: `${start}train: { iterations: 50 }\n`, at: '4:1', code: 'beyond-end', says: /evaluation/ },
  { name: 'warmup', text: `${start}train:\n  iterations: 500\n  schedule: { kind: warmup, iterations: 501 }\n`, at: '6:41', code: 'beyond-end', says: /`warmup`/ },
  { name: 'steps', text: `${start}train:\n  schedule:\n    - { kind: steps, at: [100, 60000] }\n`, at: '6:32', code: 'beyond-end', says: /60,000/ },
  { name: 'batch', text: `${start}train: { batch: 60000 }\n`, at: '4:17', code: 'out-of-range', says: /55000/ },
  { name: 'control twice', text: `${start}controls: [reinit, { kind: reinit, repeats: 2 }]\n`, at: '4:22', code: 'duplicate-control', says: /`reinit`.*twice/ },
  { name: 'emptied layer', text: 'ticket: 1\nworkload: spirals\nmodel: { kind: mlp, layers: { a: 2 } }\nprune: { rate: 0.6 }\n', at: '4:16', code: 'ladder', says: /leaves no weight/, severity: 'warning' },
  { name: 'no rate', text: `${start}prune: { rate: 0 }\n`, at: '4:16', code: 'ladder', says: /No round removes a weight/, severity: 'warning' },
  { name: 'no rates', text: `${start}prune: { rate: 0, rates: { output: 0 } }\n`, at: '4:16', code: 'ladder', says: /No round removes a weight/, severity: 'warning' },
  { name: 'learning rate that its schedule makes 0', text: `${start}train:\n  optimizer: { kind: sgd, learningRate: 1.0e-30 }\n  schedule: { kind: steps, at: [100], factor: 1.0e-20 }\n`, at: '6:3', code: 'out-of-range', says: /At iteration 100, `learningRate`.*rounds to 0/ },
  { name: 'step size beyond float32', text: `${start}train:\n  optimizer: { kind: adam, learningRate: 3.0e+38 }\n`, at: '5:3', code: 'out-of-range', says: /`stepSize`.*infinity/ },
  { name: 'nothing removed', text: 'ticket: 1\nworkload: spirals\nmodel: mlp\nprune: { rates: { output: 0.001 } }\n', at: '4:27', code: 'ladder', says: /pruning removes nothing from `output`/, severity: 'warning' },
  { name: 'kind and module', text: 'ticket: 1\nworkload: mnist\nmodel: { kind: mlp, module: ./my-net.mjs }\n', at: '3:21', code: 'unknown-key', says: /`model` has no key `module`/ },
  { name: 'own model', text: 'ticket: 1\nworkload: mnist\nmodel: { module: ./my-net.mjs }\n', at: '3:18', code: 'not-described', says: /has not loaded/, severity: 'information' },

  // Claims
  { name: 'no comparison', text: claim('    atLeast: 0\n'), at: '6:5', code: 'missing-key', says: /`value`, `difference` or `ratio`/ },
  { name: 'two comparisons', text: claim('    value: ticket\n    ratio: [ticket, dense]\n    atLeast: 0\n'), at: '9:5', code: 'contradiction', says: /exactly one/ },
  { name: 'no bound', text: claim('    value: ticket\n'), at: '6:5', code: 'missing-key', says: /`atLeast`/ },
  { name: 'two bounds', text: claim(`${compared}    atMost: 1\n`), at: '10:5', code: 'contradiction', says: /exactly one/ },
  { name: 'unknown arm', text: claim('    difference: [ticket, reinti]\n    atLeast: 0\n'), at: '8:26', code: 'unknown-arm', says: /`reinti`/, fix: 'reinit' },
  { name: 'one arm', text: claim('    difference: [ticket]\n    atLeast: 0\n'), at: '8:5', code: 'wrong-value', says: /two arms/ },
  { name: 'itself', text: claim('    ratio: [ticket, ticket]\n    atLeast: 0\n'), at: '8:21', code: 'contradiction', says: /itself/ },
  { name: 'metric', text: `${start}claims: [{ says: x, metric: accuracy, value: ticket, atLeast: 1 }]\n`, at: '4:29', code: 'unknown-name', says: /`testAccuracy`/, fix: 'testAccuracy' },
  { name: 'round', text: claim(`${compared}    at: { round: 21 }\n`), at: '10:18', code: 'out-of-range', says: /no round 21/ },
  { name: 'density 0', text: claim(`${compared}    at: { density: 0 }\n`), at: '10:20', code: 'out-of-range', says: /above 0/ },
  { name: 'density in percent', text: claim(`${compared}    at: { density: 5 }\n`), at: '10:20', code: 'out-of-range', says: /at most 1/ },
  { name: 'density off the ladder', text: claim(`${compared}    at: { density: 0.001 }\n`), at: '10:20', code: 'out-of-range', says: /0\.0119/, severity: 'warning' },
  { name: 'interval of one trial', text: `trials: 1\n${claim(`${compared}    over: interval-95\n`)}`, at: '11:11', code: 'undecided', says: /3 trials/, severity: 'warning' },
  { name: 'density between far rounds', text: `${claim(`${compared}    at: { density: 0.05 }\n`)}prune: { rate: 0.9, rounds: 3 }\n`, at: '10:20', code: 'out-of-range', says: /nearest to density 0\.05 is round 1, at 0\.102/, severity: 'warning' },
  { name: 'difference that cannot hold', text: claim('    difference: [ticket, dense]\n    atLeast: 1\n'), at: '9:14', code: 'out-of-range', says: /between −1 and 1, so this claim can hold only at the limit/, severity: 'warning' },
  { name: 'difference in points', text: claim('    difference: [ticket, dense]\n    atMost: -2\n'), at: '9:13', code: 'out-of-range', says: /cannot hold/, remedy: /-0\.02 for -2 points/, severity: 'warning' },
  { name: 'accuracy in percent', text: claim('    value: ticket\n    atLeast: 95\n'), at: '9:14', code: 'out-of-range', says: /between 0 and 1.*cannot hold/, remedy: /0\.95 for 95%/, severity: 'warning' },
  { name: 'claim that cannot fail', text: claim('    value: ticket\n    atLeast: 0\n'), at: '9:14', code: 'out-of-range', says: /cannot fail/, severity: 'warning' },
  { name: 'layer apart from a global ranking', text: `${start}prune: { scope: global, rates: { output: 0.1 } }\n`, at: '4:42', code: 'ladder', says: /ranks it apart/, severity: 'warning' },
  { name: 'output layer left out of a global ranking by default', text: `${start}prune: { scope: global }\n`, at: '4:17', code: 'ladder', says: /`output` has half the rate by default/, remedy: /Write rates: {}/, severity: 'warning' },
  { name: 'layer left out of a global ranking', text: `${start}prune: { scope: global, rates: { output: 0 } }\n`, at: '4:42', code: 'ladder', says: /stays dense/, severity: 'warning' },
  { name: 'unknown control', text: claim(`${compared}    mustFail: [shuffled-mask]\n`), at: '10:16', code: 'unknown-arm', says: /no control `shuffled-mask`/ },
  { name: 'misspelt control', text: claim(`${compared}    mustFail: [reinitt]\n`), at: '10:16', code: 'unknown-arm', says: /no control `reinitt`/, fix: 'reinit' },
  { name: 'control without a ticket', text: claim('    value: dense\n    atLeast: 0\n    mustFail: [reinit]\n'), at: '10:16', code: 'contradiction', says: /cannot replace it/ },
  { name: 'change of no key', text: claim(`${compared}    mustFail: [{ with: { train.optimizer.decay: 0 } }]\n`), at: '10:26', code: 'unknown-key', says: /`train.optimizer` has no key `decay`/ },
  { name: 'change to a wrong value', text: claim(`${compared}    mustFail:\n      - with: { prune.rate: 2 }\n`), at: '11:29', code: 'out-of-range', says: /below 1/ },
  { name: 'change of nothing', text: claim(`${compared}    mustFail: [{ with: { train.optimizer.weightDecay: 0 } }]\n`), at: '10:26', code: 'no-change', says: /does not affect the results/ },
  { name: 'change of what no number follows from', text: claim(`${compared}    mustFail: [{ with: { trials: 7 } }]\n`), at: '10:26', code: 'no-change', says: /does not affect the results/ },
];
