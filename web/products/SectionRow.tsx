import { useState, type ReactNode } from 'react'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { useFormat } from '../format.ts'
import { arrange } from '../records/arrange.ts'
import { NameLine } from '../records/NameLine.tsx'
import type { Branch } from '../records/tree.ts'
import { More } from '../ui/More.tsx'
import { useWords } from '../words.ts'
import { readProducts, sectionsQuery, type Section } from './productData.ts'
import css from './SectionTree.module.css'

interface Props {
  branch: Branch<Section>
  /** all of the tree */
  lines: readonly Branch<Section>[]
  /** how many products lie in it and below; undefined until known */
  count: number | undefined
  chosen: boolean
  manages: boolean
  onChoose(id: number | undefined): void
  onAddInside(): void
  /** what is being written inside it */
  children: ReactNode
}

/** One section: chosen by a press, renamed and moved by its menu. */
export function SectionRow({ branch, lines, count, chosen, manages, onChoose, onAddInside, children }: Props) {
  const { row, depth } = branch
  const { id, name, parentId } = row
  const t = useWords()
  const format = useFormat()
  const [naming, setNaming] = useState(false)
  const beside = lines.map((one) => one.row).filter((one) => one.parentId === parentId)
  const at = beside.findIndex((one) => one.id === id)
  const change = async (fields: { name?: string; parentId?: number | null }) => {
    await call('productSections.change', { id, fields })
    await readProducts()
  }
  const step = (by: number) => {
    const ids = beside.map((one) => one.id).filter((one) => one !== id)
    ids.splice(at + by, 0, id)
    void arrange(sectionsQuery.queryKey, ids, (order) => call('productSections.arrange', { ids: order }))
  }
  const remove = () =>
    tried(async () => {
      await call('productSections.remove', { id })
      await readProducts()
      if (chosen) onChoose(undefined)
      doneWith(t('sections.removed', { name }), async () => {
        await call('productSections.restore', { id })
        await readProducts()
      })
    })
  const above = beside[at - 1]
  const parent = lines.find((one) => one.row.id === parentId)?.row
  return (
    <>
      <li className={css.row} style={{ '--depth': depth } as object} data-chosen={chosen} data-section={name}>
        {naming ? (
          <NameLine
            label={t('sections.new')}
            value={name}
            onSave={(next) => change({ name: next })}
            onClose={() => setNaming(false)}
          />
        ) : (
          <button
            type="button"
            className={css.name}
            aria-current={chosen ? 'true' : undefined}
            onClick={() => onChoose(id)}
          >
            <span className="cut">{name}</span>
            {count !== undefined && <span className={`num ${css.count}`}>{format.number(String(count))}</span>}
          </button>
        )}
        {manages && !naming && (
          <More label={t('sections.more', { name })} className={`btn icon ${css.more}`} align="start">
            {(choose) => {
              const item = (word: string, run: () => unknown) => (
                <button type="button" role="menuitem" onClick={choose(run)}>
                  {word}
                </button>
              )
              return (
                <>
                  {item(t('sections.rename'), () => setNaming(true))}
                  {item(t('sections.addInside'), onAddInside)}
                  <hr />
                  {at > 0 && item(t('sections.up'), () => step(-1))}
                  {at < beside.length - 1 && item(t('sections.down'), () => step(1))}
                  {above &&
                    item(t('sections.into', { name: above.name }), () => tried(() => change({ parentId: above.id })))}
                  {parent && item(t('sections.out'), () => tried(() => change({ parentId: parent.parentId })))}
                  <hr />
                  {item(t('sections.remove'), remove)}
                </>
              )
            }}
          </More>
        )}
      </li>
      {children && (
        <li className={css.row} style={{ '--depth': depth + 1 } as object}>
          {children}
        </li>
      )}
    </>
  )
}
