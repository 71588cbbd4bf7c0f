import { IconArrowsJoin, IconEye, IconTrash } from '@tabler/icons-react'
import type { Arrangeable } from '../../model/asked.ts'
import { More } from '../ui/More.tsx'
import { ArrangeItem } from './layout/ArrangeItem.tsx'
import css from './CardMenu.module.css'

interface Props {
  label: string
  /** whose card may be arranged; `onArrange` shows its fields */
  arranges?: { record: Arrangeable; id: number; onArrange(): void }
  /** told apart from others: shows who sees it */
  who?: { name: string; onShow(): void }
  /** makes it one with another */
  merging?: { name: string; onMerge(): void } | undefined
  /** puts it into the bin; left out for who may not */
  removal?: { name: string; onRemove(): void } | undefined
}

/** What is done rarely with an opened record. */
export function CardMenu({ label, arranges, who, merging, removal }: Props) {
  return (
    <More label={label} className={css.more} title>
      {(choose) => (
        <>
          {arranges && <ArrangeItem {...arranges} choose={choose} />}
          {who && (
            <button type="button" role="menuitem" onClick={choose(who.onShow)}>
              <IconEye size={16} stroke={1.75} aria-hidden />
              {who.name}
            </button>
          )}
          {merging && (
            <button type="button" role="menuitem" onClick={choose(merging.onMerge)}>
              <IconArrowsJoin size={16} stroke={1.75} aria-hidden />
              {merging.name}
            </button>
          )}
          {(who ?? merging) && removal && <hr />}
          {removal && (
            <button type="button" role="menuitem" onClick={choose(removal.onRemove)}>
              <IconTrash size={16} stroke={1.75} aria-hidden />
              {removal.name}
            </button>
          )}
        </>
      )}
    </More>
  )
}
