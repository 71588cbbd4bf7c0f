import { IconAlertCircle } from '@tabler/icons-react'
import type { RecordName } from '../../model/records.ts'
import { useWords } from '../words.ts'
import type { Refusal } from './change.ts'
import { FieldValue } from './FieldValue.tsx'
import type { AnyRow } from './rows.ts'
import css from './RefusalNote.module.css'

interface Props {
  record: RecordName
  name: string
  row: AnyRow
  refusal: Refusal
  onMine(): void
  onTheirs(): void
  onAgain(): void
}

/** Why a value was not kept: the reason and the way out; of two people's values, both, and the choice. */
export function RefusalNote({ record, name, row, refusal, onMine, onTheirs, onAgain }: Props) {
  const t = useWords()
  if (!refusal.conflict) {
    return (
      <div className={css.reason} role="alert">
        <IconAlertCircle size={14} stroke={1.75} aria-hidden />
        <span className={css.grow}>{refusal.message}</span>
        {refusal.again && (
          <button type="button" className={css.small} onClick={onAgain}>
            {t('error.again')}
          </button>
        )}
        <button type="button" className={css.small} onClick={onTheirs}>
          {t('edit.cancel')}
        </button>
      </div>
    )
  }
  const mine: AnyRow =
    refusal.called === undefined
      ? row
      : { ...row, [name]: refusal.mine, names: { ...row.names, [name]: refusal.called } }
  return (
    <div className={css.conflict} role="alert">
      <p>{t('conflict.title')}</p>
      <div className={css.both}>
        <span className={css.quiet}>{t('conflict.mine')}</span>
        <Shown record={record} name={name} value={refusal.mine} row={mine} />
        <button type="button" className={css.small} onClick={onMine}>
          {t('conflict.keepMine')}
        </button>
        <span className={css.quiet}>{t('conflict.theirs')}</span>
        <Shown record={record} name={name} value={refusal.theirs} row={{ ...row, names: {} }} />
        <button type="button" className={css.small} onClick={onTheirs}>
          {t('conflict.takeTheirs')}
        </button>
      </div>
    </div>
  )
}

function Shown({ record, name, value, row }: { record: RecordName; name: string; value: unknown; row: AnyRow }) {
  const t = useWords()
  const none = value === null || value === undefined || value === '' || isEmptied(value)
  return (
    <span className={css.shown}>
      {none ? (
        <span className={css.quiet}>{t('value.empty')}</span>
      ) : (
        <FieldValue record={record} name={name} value={value} row={row} />
      )}
    </span>
  )
}

/** A list of nothing, or links of which nothing is said any more. */
const isEmptied = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => one === null)
