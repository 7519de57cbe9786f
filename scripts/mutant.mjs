// The file that `npm run mutate` replaces, as an esbuild plugin.

/** Replaces the file at `place` by `contents`; without a mutant, it replaces nothing. */
export const mutantPlugin = ({ place, contents } = {}) => ({
  name: 'mutant',
  setup: (bundle) =>
    bundle.onLoad({ filter: /\.ts$/ }, (load) =>
      load.path === place ? { contents, loader: 'ts' } : undefined,
    ),
});
