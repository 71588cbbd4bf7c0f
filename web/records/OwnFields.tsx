import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Extendable } from '../../model/customFields.ts'
import { helpOf } from '../../model/shape.ts'
import { useMe } from '../queries.ts'
import { useShape } from '../shape.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useLanguage, useWords } from '../words.ts'
import { CardSection } from './CardParts.tsx'
import type { Change, Refusal } from './change.ts'
import { CustomFieldForm } from './CustomFieldForm.tsx'
import { FieldRow } from './FieldRow.tsx'
import type { AnyRow } from './rows.ts'
import css from './OwnFields.module.css'

interface Props {
  record: Extendable
  row: AnyRow
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** The fields that the company has added to a record; whoever may adds another one where it will stand. */
export function OwnFields({ record, row, editable, onChange }: Props) {
  const t = useWords()
  const language = useLanguage()
  const shape = useShape()
  const [adding, setAdding] = useState(false)
  const manages = useMe()?.may.edit.includes('customFields') === true
  const names = shape.custom[record] ?? []
  if (!names.length && !manages) return null
  return (
    <CardSection title={t('fields.own')}>
      {names.length > 0 && (
        <dl>
          {names.map((name) => {
            const help = helpOf(shape.facts[`${record}.${name}`]!, language)
            return (
              <div key={name} title={help ?? undefined}>
                <FieldRow record={record} name={name} row={row} editable={editable} onChange={onChange} />
              </div>
            )
          })}
        </dl>
      )}
      {manages && (
        <button type="button" className={`btn ${css.add}`} onClick={() => setAdding(true)}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          {t('fields.add')}
        </button>
      )}
      {adding && (
        <Dialog label={t('fields.new')} onClose={() => setAdding(false)}>
          <div className={css.form}>
            <h2>{t('fields.new')}</h2>
            <CustomFieldForm record={record} onDone={() => setAdding(false)} onClose={() => setAdding(false)} />
          </div>
        </Dialog>
      )}
    </CardSection>
  )
}
