// Pruning ladder: the number of weights after each round, in integers, so that the counts are reproducible.

/** The weights that remain of `count` after 0 to `rounds` rounds; each round removes floor(rate·n + ½) of n. */
export function keepLadder(count: number, rate: number, rounds: number): readonly number[] {
  const keep = [count];
  for (let left = count; keep.length <= rounds; keep.push(left)) left -= halfUp(rate * left);
  return keep;
}

/** Rounds half up in decimal: 0.29 · 50 is 14.5, although the product of the doubles is slightly less. */
const halfUp = (product: number): number => Math.floor(Number(product.toPrecision(12)) + 0.5);

/** Returns a predicate for layer names that match `pattern`, in which `*` matches any characters. */
export function matcher(pattern: string): (layer: string) => boolean {
  if (!pattern.includes('*')) return (layer) => pattern === layer;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  const inner = rest.filter((part) => part !== '');
  const shortest = pattern.length - rest.length - 1;
  return (layer) => {
    if (layer.length < shortest || !layer.startsWith(first) || !layer.endsWith(last)) return false;
    let from = first.length;
    for (const part of inner) {
      const found = layer.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return layer.length - last.length >= from;
  };
}

/** Returns a function that finds the first pattern to match a layer. Plain names, the usual case, use a lookup. */
export function patternFinder(patterns: readonly string[]): (layer: string) => string | undefined {
  const places = new Map(patterns.map((pattern, index) => [pattern, index]));
  const wild = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => ({ pattern, matches: matcher(pattern) }));
  return (layer) => {
    const plain = layer.includes('*') ? undefined : places.get(layer);
    const first = wild.find(({ matches }) => matches(layer))?.pattern;
    if (first === undefined || plain === undefined) return first ?? (plain === undefined ? undefined : layer);
    return plain < (places.get(first) ?? 0) ? layer : first;
  };
}

/** Returns a function that gives a layer's rate: that of the first matching pattern, or else the general rate. */
export function rateFinder({
  rate,
  rates,
}: {
  readonly rate: number;
  readonly rates: Readonly<Record<string, number>>;
}): (layer: string) => number {
  const find = patternFinder(Object.keys(rates));
  return (layer) => {
    const pattern = find(layer);
    return pattern === undefined ? rate : (rates[pattern] ?? rate);
  };
}
