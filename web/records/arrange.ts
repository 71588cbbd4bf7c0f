import { tried } from '../asking.ts'
import { queries } from '../queries.ts'

interface Placed {
  id: number
  position: number
}

/** Puts rows in an order at once, in what has been read too; put back where the server refuses. */
export async function arrange(
  key: readonly unknown[],
  ids: readonly number[],
  ask: (ids: number[]) => Promise<unknown>,
): Promise<void> {
  const before = queries.getQueryData<Placed[]>(key)
  void queries.cancelQueries({ queryKey: key })
  queries.setQueryData<Placed[]>(key, (rows) =>
    rows
      ?.map((row) => (ids.includes(row.id) ? { ...row, position: ids.indexOf(row.id) } : row))
      .sort((a, b) => a.position - b.position || a.id - b.id),
  )
  if (!(await tried(() => ask([...ids])))) queries.setQueryData(key, before)
  await queries.invalidateQueries({ queryKey: [key[0]] })
}
