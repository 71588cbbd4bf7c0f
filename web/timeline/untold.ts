import { usePeople } from '../queries.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'

/** Says whom a comment names who was not told, as he does not see what it is about. */
export function useUntold(): (ids: readonly number[]) => void {
  const t = useWords()
  const people = usePeople()
  return (ids) => {
    const names = people.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
    if (names.length) toast(t('comment.untold', { names: names.join(', ') }))
  }
}
