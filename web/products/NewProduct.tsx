import { useMe } from '../queries.ts'
import { FirstRecord, NewRecord } from '../records/NewRecord.tsx'
import { useWords } from '../words.ts'
import { NewProductForm } from './NewProductForm.tsx'

interface Props {
  sectionId: number | undefined
  onMade(id: number): void
}

/** The button that makes a product, for those who may. */
export function NewProduct({ sectionId, onMade }: Props) {
  const t = useWords()
  if (useMe()?.may.add.includes('products') !== true) return null
  return (
    <NewRecord name={t('catalogue.one')} label={t('catalogue.new')} onMade={onMade}>
      {(ends) => <NewProductForm sectionId={sectionId} {...ends} />}
    </NewRecord>
  )
}

/** What is said where there are none yet, with the first step. */
export function FirstProduct({ sectionId, onMade }: Props) {
  const t = useWords()
  const manages = useMe()?.may.add.includes('products') === true
  return (
    <FirstRecord
      title={t('catalogue.empty')}
      hint={t('catalogue.emptyHint')}
      action={manages ? t('catalogue.first') : undefined}
      label={t('catalogue.new')}
      onMade={onMade}
    >
      {(ends) => <NewProductForm sectionId={sectionId} {...ends} />}
    </FirstRecord>
  )
}
