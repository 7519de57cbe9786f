// How many weights each round leaves: integers all the way, so that a count never depends on who computes it.

/** Weights left of `count` after each of `rounds` rounds, from all of them: each removes floor(rate·n + ½) of n. */
export function keepLadder(count: number, rate: number, rounds: number): readonly number[] {
  const keep = [count];
  for (let left = count; keep.length <= rounds; keep.push(left)) left -= halfUp(rate * left);
  return keep;
}

/** Rounds half up what is meant in decimals: 0.29 · 50 is 14.5, although the product of the doubles is a little less. */
const halfUp = (product: number): number => Math.floor(Number(product.toPrecision(12)) + 0.5);

/** Tells whether a layer's name is one that `pattern` means: the name itself, or with `*` for any characters. */
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

/** Finds the first of some patterns that means a layer. Most are plain names, which are looked up and not tried. */
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

/** Finds the rate of a layer: of the first pattern that matches it, or else the general one. */
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
