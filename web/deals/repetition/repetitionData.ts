import { call, type Output } from '../../api.ts'
import { queries } from '../../queries.ts'

export type Shown = Output<'repetitions.get'>
export type ShownRepetition = NonNullable<Shown['repetition']>

/** How a deal repeats: asked again with all that is shown of deals. */
export const repetitionOf = (dealId: number) => ({
  queryKey: ['deals', 'repetition', dealId] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => call('repetitions.get', { dealId }, signal),
})

/** Has everything that shows deals be read again, once something was done. */
export async function repeating<T>(act: Promise<T>): Promise<T> {
  try {
    return await act
  } finally {
    void queries.invalidateQueries({ queryKey: ['deals'], predicate: ({ queryKey }) => queryKey[1] !== 'find' })
  }
}
