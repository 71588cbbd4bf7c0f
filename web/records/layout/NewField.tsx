import type { Extendable } from '../../../model/customFields.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { useWords } from '../../words.ts'
import { CustomFieldForm } from '../CustomFieldForm.tsx'
import css from '../CustomFieldForm.module.css'

interface Props {
  record: Extendable
  onMade?(id: number): void
  onClose(): void
}

/** A window in which a field of the company's own is made. */
export function NewField({ record, onMade, onClose }: Props) {
  const t = useWords()
  return (
    <Dialog label={t('fields.new')} onClose={onClose}>
      <div className={css.form}>
        <h2>{t('fields.new')}</h2>
        <CustomFieldForm
          record={record}
          onDone={(id) => {
            onMade?.(id)
            onClose()
          }}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}
