interface Hung {
  id: number
  parentId: number | null
}

/** A row in its place in a tree. */
export interface Branch<T> {
  row: T
  /** how many stand above it */
  depth: number
  children: Branch<T>[]
}

/** Rows that hang on each other as a tree. What hangs in the air, as its parent is gone, stands at the top. */
export function treeOf<T extends Hung>(rows: readonly T[]): Branch<T>[] {
  const known = new Set(rows.map(({ id }) => id))
  const below = Map.groupBy(rows, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const branches = (parent: number | null, depth: number): Branch<T>[] =>
    (below.get(parent) ?? []).map((row) => ({ row, depth, children: branches(row.id, depth + 1) }))
  return branches(null, 0)
}

/** A tree line by line: children right after their parent. */
export const flat = <T>(branches: readonly Branch<T>[]): Branch<T>[] =>
  branches.flatMap((one) => [one, ...flat(one.children)])

/** A row and all that hang on it, by their ids. */
export const withBelow = <T extends Hung>(lines: readonly Branch<T>[], id: number): number[] => {
  const branch = lines.find(({ row }) => row.id === id)
  return branch ? flat([branch]).map(({ row }) => row.id) : [id]
}
