import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import type { Arrangeable } from '../../../model/asked.ts'
import { useMe } from '../../queries.ts'
import { useWords } from '../../words.ts'
import { arrange } from './arranging.ts'

interface Props {
  record: Arrangeable
  id: number
  choose(act: () => unknown): () => void
  onArrange(): void
}

/** In the menu of a card: the way to its arrangement, for those who may. */
export function ArrangeItem({ record, id, choose, onArrange }: Props) {
  const t = useWords()
  if (useMe()?.may.layout.includes(record) !== true) return null
  const start = () => {
    arrange({ record, id })
    onArrange()
  }
  return (
    <button type="button" role="menuitem" onClick={choose(start)}>
      <IconAdjustmentsHorizontal size={16} stroke={1.75} aria-hidden />
      {t('layout.arrange')}
    </button>
  )
}
