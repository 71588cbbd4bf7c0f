/** A stream of numbers that a seed decides: the same on every machine. */
export interface Random {
  /** from 0 up to, but not, 1 */
  next(): number
  /** a whole number from `from` up to, but not, `to` */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** from the standard normal distribution */
  normal(): number
}

/** The generator "sfc32", seeded by a text. */
export function randomOf(seed: string): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  for (const char of seed) a = Math.imul(a ^ char.codePointAt(0)!, 0x01000193)
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 20; i++) next()
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from))
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length)]!,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

/** Whole numbers from 0 up to, but not, `count`, of which the k-th comes about 1/(k+1) as often as the first. */
export function zipf(count: number): (random: Random) => number {
  const sums = new Float64Array(count)
  for (let i = 0, sum = 0; i < count; i++) sums[i] = sum += 1 / (i + 1)
  return (random) => {
    const wanted = random.next() * sums[count - 1]!
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}
