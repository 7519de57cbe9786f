// Mutants of a round's start and of pruning: masked weights, survivors, counts.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const masks = [
  {
    says: 'a masked weight starts at another value than 0',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: '(mask[i] ? value : value * 1e-20)',
    tests: ['trainer/rounds', 'trainer/masked-weights'],
  },
  {
    says: 'a masked weight starts at −0 where it was negative: the mask is multiplied',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: 'value * (mask[i] ?? 0)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'an optimizer slot starts at another value than 0',
    file: 'src/trainer/device.ts',
    from: 'new Float32Array(values.length)]',
    to: 'new Float32Array(values.length).fill(1e-3)]',
    tests: ['trainer/masked-weights', 'trainer/reference'],
  },
  {
    says: 'survivors lose bits on the way to the start of a round',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: '(mask[i] ? value * 1.0000001 : 0)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'the rewinding point is one iteration off',
    file: 'src/trainer/train.ts',
    from: 'if (iteration === start.saveAt) saved = weights();',
    to: 'if (iteration > (start.saveAt ?? Infinity) && saved.size === 0) saved = weights();',
    tests: ['trainer/rounds'],
  },
  {
    says: 'rewinding to an iteration goes back to θ0',
    file: 'src/trainer/cell-start.ts',
    from: "weightsIn(ticket(0, 'rewind.safetensors'))",
    to: 'init',
    tests: ['trainer/rounds'],
  },
  {
    says: 'rewinding to an iteration starts the training again in full',
    file: 'src/lab/rewinds/iteration.ts',
    from: 'weights: { iteration }, iteration, learningRate',
    to: 'weights: { iteration }, iteration: 0, learningRate',
    tests: ['lab/rounds', 'trainer/rounds'],
  },
  {
    says: 'fine-tuning starts its learning rate again',
    file: 'src/trainer/iteration.ts',
    from: "begin.learningRate === 'last' ? plan.iterations - 1 : first + row",
    to: 'first + row',
    tests: ['trainer/rounds'],
  },
  {
    says: 'counts are rounded down instead of half up',
    file: 'src/language/ladder.ts',
    from: 'Math.floor(Number(product.toPrecision(12)) + 0.5)',
    to: 'Math.floor(Number(product.toPrecision(12)))',
    tests: ['language/ladder'],
  },
  {
    says: 'a half is rounded as the doubles fall',
    file: 'src/language/ladder.ts',
    from: 'Math.floor(Number(product.toPrecision(12)) + 0.5)',
    to: 'Math.round(product)',
    tests: ['language/ladder'],
  },
  {
    says: 'a round takes its rate of the whole layer instead of what is left',
    file: 'src/language/ladder.ts',
    from: 'halfUp(rate * left)',
    to: 'Math.min(left, halfUp(rate * count))',
    tests: ['language/ladder'],
  },
  {
    says: 'a mask keeps one weight more than planned',
    file: 'src/trainer/prune.ts',
    from: 'const keep = pool.keep[round] ?? 0;',
    to: 'const keep = (pool.keep[round] ?? 0) + 1;',
    tests: ['trainer/rounds'],
  },
  {
    says: 'of equal scores the one with the higher index goes first',
    file: 'src/lab/structures/element.ts',
    from: `if (score > threshold || ties === 0) return 1;
        ties -= 1;
        return 0;`,
    to: `if (score > threshold) return 1;
        const after = scores.filter((other, j) => j > i && other === threshold && mask[j] === 1).length;
        return after < ties ? 0 : 1;`,
    tests: ['lab/element'],
    only: 'removes one weight, not all ties',
  },
  {
    says: 'the highest scores go',
    file: 'src/lab/structures/element.ts',
    from: 'if (isAlive === 0 || score < threshold) return 0;',
    to: 'if (isAlive === 0 || score > threshold) return 0;',
    tests: ['lab/element', 'trainer/rounds'],
  },
  {
    says: 'dead weights take part in the order',
    file: 'src/lab/structures/element.ts',
    from: 'const alive = scores.filter((_, i) => mask[i] !== 0);',
    to: 'const alive = scores.slice();',
    tests: ['lab/element', 'trainer/rounds'],
  },
  {
    // Invisible with a criterion based on the weights: dead ones have the lowest scores and would be pruned again.
    says: 'pruned weights come back: a round is pruned from the dense mask',
    file: 'src/trainer/cell-start.ts',
    from: 'source === 0 ? denseMasks(experiment)',
    to: 'source >= 0 ? denseMasks(experiment)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'one-shot prunes from the round before',
    file: 'src/trainer/cell-start.ts',
    from: 'const source = plan.rounds[round]?.source ?? round - 1;',
    to: 'const source = round - 1;',
    tests: ['trainer/rounds'],
  },
  {
    says: 'a round is pruned by θ0 instead of by what was trained',
    file: 'src/trainer/prune.ts',
    from: 'weights: tf.tensor(of(source.weights, name), [...shape]),',
    to: 'weights: tf.tensor(of(source.init, name), [...shape]),',
    tests: ['trainer/rounds'],
  },
  {
    says: 'a round is pruned by the early-stop weights instead of those of the end',
    file: 'src/trainer/cell-start.ts',
    from: "weightsIn(ticket(source, 'weights.safetensors'))",
    to: "weightsIn(ticket(source, 'early-stop.safetensors'))",
    tests: ['trainer/rounds'],
  },
  {
    says: 'layers of other rates are ranked together',
    file: 'src/lab/scopes/global.ts',
    from: 'prunable.filter((one) => one.rate === rate)',
    to: 'prunable.filter((one) => one.rate !== 0 || rate === 0)',
    tests: ['lab/rounds'],
  },
];
