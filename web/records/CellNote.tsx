import { useRef } from 'react'
import type { RecordName } from '../../model/records.ts'
import { Floating } from '../ui/Floating.tsx'
import type { Refusal } from './change.ts'
import { RefusalNote } from './RefusalNote.tsx'
import type { AnyRow } from './rows.ts'
import css from './CellNote.module.css'

interface Props {
  record: RecordName
  name: string
  row: AnyRow
  refusal: Refusal
  onMine(): void
  onTheirs(): void
  onAgain(): void
}

/** Hangs from a cell whose change was refused: the reason, or both values and the choice. */
export function CellNote(props: Props) {
  const frame = useRef<HTMLSpanElement>(null)
  return (
    <span ref={frame} className={css.frame}>
      <Floating
        anchor={frame}
        className={css.note}
        onClose={(reason) => {
          // A choice between two people's values is not lost by a press elsewhere.
          if (reason === 'escape' || !props.refusal.conflict) props.onTheirs()
        }}
      >
        <RefusalNote {...props} />
      </Floating>
    </span>
  )
}
