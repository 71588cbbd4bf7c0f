import { IconAdjustmentsHorizontal, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { isNone, type Arrangeable } from '../../../model/asked.ts'
import { builtInLayout, placeable, type Layout, type PlacedField, type Section } from '../../../model/layouts.ts'
import { helpOf } from '../../../model/shape.ts'
import { useMe } from '../../queries.ts'
import { useShape } from '../../shape.ts'
import { useLanguage, useWords } from '../../words.ts'
import { CardSection } from '../CardParts.tsx'
import type { Change, Refusal } from '../change.ts'
import { FieldRow } from '../FieldRow.tsx'
import { useHidden } from '../hidden.ts'
import { fieldsOf, type AnyRow } from '../rows.ts'
import { arrange, useArranging } from './arranging.ts'
import { LayoutEditor } from './LayoutEditor.tsx'
import { isUnnamed, useCardNames, useLayout } from './layoutData.ts'
import { NewField } from './NewField.tsx'
import css from './CardFields.module.css'

interface Props {
  record: Arrangeable
  row: AnyRow
  /** of a deal: the pipeline in which it is */
  pipelineId?: number
  editable: boolean
  /** fields that are written otherwise than others, each a row of the list */
  rows?: Readonly<Record<string, () => ReactNode>>
  /** what is more than a row: with whether there is anything in it */
  blocks?: Readonly<Record<string, { filled: boolean; draw(): ReactNode }>>
  onChange(change: Change): Promise<Refusal | null>
}

/** The fields of a card in the sections into which they are arranged for the person at the screen. */
export function CardFields(props: Props) {
  const { record, pipelineId } = props
  const shape = useShape()
  const layout = useLayout(record, pipelineId)
  const arranging = useArranging(record, props.row.id)
  if (layout === undefined)
    return (
      <div className={css.ghost} aria-busy>
        {[60, 45, 70, 50, 65].map((width) => (
          <i key={width} style={{ width: `${String(width)}%` }} />
        ))}
      </div>
    )
  if (arranging && layout && layout.may.arrange !== 'nobody')
    return <LayoutEditor record={record} pipelineId={pipelineId} layout={layout} arranging={arranging} />
  return (
    <div className={css.fields} data-from={layout?.from ?? 'builtIn'}>
      <Sections {...props} layout={layout ?? builtInLayout(shape, record)} />
    </div>
  )
}

function Sections({ layout, ...props }: Props & { layout: Layout }) {
  const { record, row, blocks } = props
  const t = useWords()
  const shape = useShape()
  const hidden = useHidden(record)
  const mayArrange = useMe()?.may.layout.includes(record) === true
  const [all, setAll] = useState(false)
  // What has just been taken away may still stand in what was read before.
  const there = new Set(placeable(shape, record).filter((key) => !hidden.has(key)))
  const isFilled = (key: string) => blocks?.[key]?.filled ?? (!isNone(row[key]) || row.hidden.includes(key))
  const waits = ({ key, always }: PlacedField) => !always && !isFilled(key)
  const sections = layout.sections.map((section) => ({
    ...section,
    fields: section.fields.filter(({ key }) => there.has(key)),
  }))
  const waiting = sections.flatMap(({ fields }) => fields.filter(waits)).length
  return (
    <>
      {sections.map((section) => {
        const fields = section.fields.filter((field) => all || !waits(field))
        return fields.length ? <FieldSection key={section.id} {...props} section={{ ...section, fields }} /> : null
      })}
      <div className={css.foot}>
        {waiting > 0 && (
          <button type="button" className={`btn ${css.more}`} aria-expanded={all} onClick={() => setAll(!all)}>
            <IconChevronRight size={16} stroke={1.75} aria-hidden />
            {t(all ? 'layout.fewer' : 'layout.all', { count: waiting })}
          </button>
        )}
        <AddField record={record} />
        {mayArrange && (
          <button type="button" className="btn" onClick={() => arrange({ record, id: row.id })}>
            <IconAdjustmentsHorizontal size={16} stroke={1.75} aria-hidden />
            {t('layout.arrange')}
          </button>
        )}
      </div>
    </>
  )
}

/** Fields in one list, between them what is more than a row. */
function FieldSection({
  record,
  row,
  editable,
  rows,
  blocks,
  onChange,
  section,
}: Omit<Props, 'pipelineId'> & { section: Section }) {
  const language = useLanguage()
  const { facts } = useShape()
  const names = useCardNames(record)
  const title = names.ofSection(section)
  const { fields } = section
  // What stands alone under its own name says it once.
  const alone = fields.length === 1 ? fields[0]!.key : null
  const says = isUnnamed(record, section) && section.id === 'links' && fields.every(({ key }) => blocks?.[key])
  const drawn = (key: string): ReactNode => {
    const own = rows?.[key]
    if (own) return own()
    const bare = alone === key && names.ofField(key) === title
    const wide = fieldsOf(record)[key]?.kind === 'longText'
    const help = facts[`${record}.${key}`]
    const text = help ? helpOf(help, language) : null
    const line = (
      <FieldRow
        key={key}
        record={record}
        name={key}
        row={row}
        editable={editable}
        onChange={onChange}
        wide={wide}
        bare={bare}
      />
    )
    return text === null ? (
      line
    ) : (
      <div key={key} title={text}>
        {line}
      </div>
    )
  }
  const runs: string[][] = []
  for (const { key } of fields) {
    const last = runs.at(-1)
    if (last && !blocks?.[key] && !blocks?.[last[0]!]) last.push(key)
    else runs.push([key])
  }
  return (
    <CardSection {...(says ? {} : { title })} id={section.id}>
      {runs.map((keys) => {
        const block = blocks?.[keys[0]!]
        return block ? <div key={keys[0]}>{block.draw()}</div> : <dl key={keys[0]}>{keys.map(drawn)}</dl>
      })}
    </CardSection>
  )
}

/** Whoever may adds a field of the company's own where he misses it. */
function AddField({ record }: { record: Arrangeable }) {
  const t = useWords()
  const [adding, setAdding] = useState(false)
  if (useMe()?.may.edit.includes('customFields') !== true) return null
  return (
    <>
      <button type="button" className="btn" onClick={() => setAdding(true)}>
        <IconPlus size={16} stroke={1.75} aria-hidden />
        {t('fields.add')}
      </button>
      {adding && <NewField record={record} onClose={() => setAdding(false)} />}
    </>
  )
}
