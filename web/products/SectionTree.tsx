import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api.ts'
import { useFormat } from '../format.ts'
import { useMe } from '../queries.ts'
import { NameLine } from '../records/NameLine.tsx'
import { flat, treeOf, withBelow } from '../records/tree.ts'
import { useWords } from '../words.ts'
import { readProducts, useSections } from './productData.ts'
import { SectionRow } from './SectionRow.tsx'
import css from './SectionTree.module.css'

interface Props {
  chosen: number | undefined
  onChoose(id: number | undefined): void
}

/** The sections of the catalogue as a tree, with how many products lie in each and below it. */
export function SectionTree({ chosen, onChoose }: Props) {
  const t = useWords()
  const format = useFormat()
  const manages = useMe()?.may.edit.includes('products') === true
  const { data: sections, isPending } = useSections()
  const counts = useCounts()
  /** where a new one is being written: inside a section, or at the top */
  const [adding, setAdding] = useState<{ parentId: number | null } | null>(null)
  const lines = flat(treeOf(sections ?? []))
  const inside = (id: number) => withBelow(lines, id).reduce((sum, one) => sum + (counts?.groups.get(one) ?? 0), 0)
  const add = (parentId: number | null) => (
    <NameLine
      label={t('sections.new')}
      onSave={async (name) => {
        const { id } = await call('productSections.create', { name, parentId })
        await readProducts()
        onChoose(id)
      }}
      onClose={() => setAdding(null)}
    />
  )
  return (
    <nav className={css.tree} aria-label={t('sections.label')}>
      <h2>{t('sections.title')}</h2>
      <ul>
        <li className={css.row} data-chosen={chosen === undefined}>
          <button
            type="button"
            className={css.name}
            aria-current={chosen === undefined ? 'true' : undefined}
            onClick={() => onChoose(undefined)}
          >
            <span className="cut">{t('sections.all')}</span>
            {counts && <span className={`num ${css.count}`}>{format.number(String(counts.all))}</span>}
          </button>
        </li>
        {isPending &&
          [60, 80, 50].map((width) => <li key={width} className={css.ghost} style={{ width: `${String(width)}%` }} />)}
        {lines.map((branch) => (
          <SectionRow
            key={branch.row.id}
            branch={branch}
            lines={lines}
            count={counts && inside(branch.row.id)}
            chosen={chosen === branch.row.id}
            manages={manages}
            onChoose={onChoose}
            onAddInside={() => setAdding({ parentId: branch.row.id })}
          >
            {adding?.parentId === branch.row.id && add(branch.row.id)}
          </SectionRow>
        ))}
      </ul>
      {manages &&
        (adding?.parentId === null ? (
          <div className={css.adding}>{add(null)}</div>
        ) : (
          <button type="button" className="btn" onClick={() => setAdding({ parentId: null })}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('sections.add')}
          </button>
        ))}
    </nav>
  )
}

/** How many products each section holds itself. */
function useCounts() {
  return useQuery({
    queryKey: ['products', 'totals', 'sections'],
    queryFn: async ({ signal }) => {
      const { count, groups = [] } = await call('products.totals', { group: 'sectionId' }, signal)
      return { all: count, groups: new Map(groups.map(({ key, count }) => [Number(key), count])) }
    },
  }).data
}
