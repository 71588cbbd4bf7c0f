import { ApiError } from '../../api.ts'
import { queries } from '../../queries.ts'
import { toast } from '../../ui/toasts.tsx'
import { language, say } from '../../words.ts'

/** The sentence for a refusal; what is no refusal is thrown on. */
export function told(error: unknown): string {
  if (!(error instanceof ApiError)) throw error
  return error.code === 'offline' ? say(language(), 'error.offline') : error.message
}

/** Does something; what the server has against it is said at the edge of the screen. Gives whether it was done. */
export async function tried(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    toast(told(error), { bad: true })
    return false
  }
}

/** Says what was done, and offers to take it back. */
export function doneWith(text: string, undo: () => Promise<unknown>): void {
  toast(text, { action: { name: say(language(), 'undo'), run: () => void tried(undo) } })
}

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
