/** Chances that fall the same way each time they are drawn in the same order. */
export interface Chances {
  /** from 0 to 1, without 1 */
  next(): number
  /** a whole number, both ends included */
  whole(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  happens(chance: number): boolean
  shuffled<T>(list: readonly T[]): T[]
}

/** A generator of 32 bits: a counter that is mixed. */
export function chances(seed: number): Chances {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    whole,
    pick: (list) => list[whole(0, list.length - 1)]!,
    happens: (chance) => next() < chance,
    shuffled(list) {
      const result = [...list]
      for (let i = result.length - 1; i > 0; i--) {
        const j = whole(0, i)
        ;[result[i], result[j]] = [result[j]!, result[i]!]
      }
      return result
    },
  }
}
