// Mutants of a round's start and of pruning: masked weights, survivors, counts.

/** @type {readonly import('./index.mjs').Mutation[]} */
export const masks = [
  {
    says: 'a masked weight starts at a value other than 0',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: '(mask[i] ? value : value * 1e-20)',
    tests: ['trainer/rounds', 'trainer/masked-weights'],
  },
  {
    says: 'the mask is multiplied, so a negative masked weight starts at −0',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: 'value * (mask[i] ?? 0)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'an optimizer slot starts at a value other than 0',
    file: 'src/trainer/device.ts',
    from: 'new Float32Array(values.length)]',
    to: 'new Float32Array(values.length).fill(1e-3)]',
    tests: ['trainer/masked-weights', 'trainer/reference'],
  },
  {
    says: 'survivors lose bits at the start of a round',
    file: 'src/trainer/prune.ts',
    from: '(mask[i] ? value : 0)',
    to: '(mask[i] ? value * 1.0000001 : 0)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'the rewind point is off by one iteration',
    file: 'src/trainer/train.ts',
    from: 'if (iteration === start.saveAt) saved = weights();',
    to: 'if (iteration > (start.saveAt ?? Infinity) && saved.size === 0) saved = weights();',
    tests: ['trainer/rounds'],
  },
  {
    says: 'rewinding to an iteration rewinds to θ0',
    file: 'src/trainer/cell-start.ts',
    from: "weightsIn(ticket(0, 'rewind.safetensors'))",
    to: 'init',
    tests: ['trainer/rounds'],
  },
  {
    says: 'rewinding to an iteration restarts the whole training',
    file: 'src/lab/rewinds/iteration.ts',
    from: 'weights: { iteration }, iteration, learningRate',
    to: 'weights: { iteration }, iteration: 0, learningRate',
    tests: ['lab/rounds', 'trainer/rounds'],
  },
  {
    says: 'fine-tuning restarts its learning rate schedule',
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
    says: 'rounding of a half depends on double precision',
    file: 'src/language/ladder.ts',
    from: 'Math.floor(Number(product.toPrecision(12)) + 0.5)',
    to: 'Math.round(product)',
    tests: ['language/ladder'],
  },
  {
    says: 'a round applies its rate to the whole layer instead of the survivors',
    file: 'src/language/ladder.ts',
    from: 'halfUp(rate * left)',
    to: 'Math.min(left, halfUp(rate * count))',
    tests: ['language/ladder'],
  },
  {
    says: 'a mask keeps one extra weight',
    file: 'src/trainer/prune.ts',
    from: 'const keep = pool.keep[round] ?? 0;',
    to: 'const keep = (pool.keep[round] ?? 0) + 1;',
    tests: ['trainer/rounds'],
  },
  {
    says: 'the tie goes to the weight with the higher index',
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
    says: 'the highest scores are pruned',
    file: 'src/lab/structures/element.ts',
    from: 'if (isAlive === 0 || score < threshold) return 0;',
    to: 'if (isAlive === 0 || score > threshold) return 0;',
    tests: ['lab/element', 'trainer/rounds'],
  },
  {
    says: 'pruned weights are ranked too',
    file: 'src/lab/structures/element.ts',
    from: 'const alive = scores.filter((_, i) => mask[i] !== 0);',
    to: 'const alive = scores.slice();',
    tests: ['lab/element', 'trainer/rounds'],
  },
  {
    // Invisible with a criterion based on the weights: pruned ones have the lowest scores and would be pruned again.
    says: 'pruned weights are revived: a round starts from the dense mask',
    file: 'src/trainer/cell-start.ts',
    from: 'source === 0 ? denseMasks(experiment)',
    to: 'source >= 0 ? denseMasks(experiment)',
    tests: ['trainer/rounds'],
  },
  {
    says: 'one-shot pruning starts from the previous round',
    file: 'src/trainer/cell-start.ts',
    from: 'const source = plan.rounds[round]?.source ?? round - 1;',
    to: 'const source = round - 1;',
    tests: ['trainer/rounds'],
  },
  {
    says: 'a round is pruned by θ0 instead of the trained weights',
    file: 'src/trainer/prune.ts',
    from: 'weights: tf.tensor(of(source.weights, name), [...shape]),',
    to: 'weights: tf.tensor(of(source.init, name), [...shape]),',
    tests: ['trainer/rounds'],
  },
  {
    says: 'a round is pruned by the early-stop weights instead of the final ones',
    file: 'src/trainer/cell-start.ts',
    from: "weightsIn(ticket(source, 'weights.safetensors'))",
    to: "weightsIn(ticket(source, 'early-stop.safetensors'))",
    tests: ['trainer/rounds'],
  },
  {
    says: 'layers with different rates are ranked together',
    file: 'src/lab/scopes/global.ts',
    from: 'prunable.filter((one) => one.rate === rate)',
    to: 'prunable.filter((one) => one.rate !== 0 || rate === 0)',
    tests: ['lab/rounds'],
  },
];
