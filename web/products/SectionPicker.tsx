import { flat, treeOf } from '../records/tree.ts'
import { useWords } from '../words.ts'
import { useSections } from './productData.ts'
import css from './SectionTree.module.css'

interface Props {
  chosen: number | undefined
  onChoose(id: number | undefined): void
}

/** The sections where the screen has no room for a tree. */
export function SectionPicker({ chosen, onChoose }: Props) {
  const t = useWords()
  const { data } = useSections()
  return (
    <div className={css.picker}>
      <select
        className="input"
        aria-label={t('sections.title')}
        value={chosen ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? undefined : Number(event.target.value))}
      >
        <option value="">{t('sections.all')}</option>
        {flat(treeOf(data ?? [])).map(({ row, depth }) => (
          <option key={row.id} value={row.id}>
            {'\u2003'.repeat(depth) + row.name}
          </option>
        ))}
      </select>
    </div>
  )
}
