import { IconArrowsJoin } from '@tabler/icons-react'
import { useState } from 'react'
import type { MergeName } from '../../model/merging.ts'
import { useWords } from '../words.ts'
import { MergeForm } from './MergeForm.tsx'

/** More beside one another nobody would look through. */
const most = 20

/** Makes one of the rows that are chosen in a list. */
export function MergeChosen({
  record,
  ids,
  onMerged,
}: {
  record: MergeName
  ids: readonly number[]
  onMerged(): void
}) {
  const t = useWords()
  const [merges, setMerges] = useState(false)
  const fits = ids.length >= 2 && ids.length <= most
  return (
    <>
      <button
        type="button"
        className="btn line"
        disabled={!fits}
        title={fits ? undefined : t('merge.chosen.hint', { most })}
        onClick={() => setMerges(true)}
      >
        <IconArrowsJoin size={16} stroke={1.75} aria-hidden />
        {t('merge.chosen')}
      </button>
      {merges && <MergeForm record={record} ids={ids} onClose={() => setMerges(false)} onMerged={onMerged} />}
    </>
  )
}
