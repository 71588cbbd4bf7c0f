/** By so many columns a list may be sorted. */
const most = 5

/**
 * The order after a press on a column's head: by it alone, or besides what is sorted by already. Pressed again it turns
 * round; a third press with Shift takes it out. Figures are looked at from the largest, texts from A.
 */
export function sortedBy(sort: readonly string[], key: string, figures: boolean, besides: boolean): string[] {
  const first = figures ? `-${key}` : key
  const second = figures ? key : `-${key}`
  const now = sort.find((one) => one === key || one === `-${key}`)
  if (!besides || (sort.length === 1 && now !== undefined)) return [now === first ? second : first]
  if (now === undefined) return [...sort, first].slice(-most)
  return now === first ? sort.map((one) => (one === now ? second : one)) : sort.filter((one) => one !== now)
}
