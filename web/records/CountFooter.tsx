import { useFormat } from '../format.ts'

/** How many rows there are below a list; nothing until it is known. */
export function CountFooter({ totals, name }: { totals: { count: number } | undefined; name(count: number): string }) {
  const format = useFormat()
  if (!totals) return null
  return (
    <span data-total="count">
      <b>{format.number(String(totals.count))}</b> {name(totals.count)}
    </span>
  )
}
