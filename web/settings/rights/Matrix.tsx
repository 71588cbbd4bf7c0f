import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { actions, ranges, type Action, type Range } from '../../../model/access.ts'
import { records, type RecordName } from '../../../model/records.ts'
import { grantable, grantedRecords } from '../../../model/rights.ts'
import { actionWords, rangeWords } from '../../../model/words/rights.ts'
import { useEveryPipeline, useStages } from '../../queries.ts'
import { StageMark } from '../../records/marks.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { cellKey, shownAt, type Cell, type Pending, type Place, type Role } from './cells.ts'
import { RangeMark } from './RangeMark.tsx'
import css from './RightsPart.module.css'

interface Props {
  role: Role
  pending: Pending
  /** the row whose fields are shown beside */
  chosen: Place
  onChoose(place: Place): void
  onSet(cell: Cell, range: Range | null): void
}

interface Line extends Place {
  name: string
  color?: string
  level: 0 | 1 | 2
  folded?: boolean
}

/** Everything a role may allow: rows of records, pipelines and stages, columns of actions. Arrows go from cell to cell. */
export function Matrix({ role, pending, chosen, onChoose, onSet }: Props) {
  const t = useWords()
  const language = useLanguage()
  const pipelines = useEveryPipeline()
  const stages = useStages()
  // The first pipeline lies open until something else is said.
  const [said, setSaid] = useState<ReadonlySet<number> | null>(null)
  const unfolded = said ?? new Set(pipelines.slice(0, 1).map(({ id }) => id))
  const [open, setOpen] = useState<{ cell: Cell; anchor: RefObject<HTMLElement | null> } | null>(null)
  const table = useRef<HTMLTableElement>(null)
  const deals: Line[] = [
    { record: 'deals', name: t('rights.deals.all'), level: 0 },
    ...pipelines.flatMap(({ id, name }): Line[] => [
      { record: 'deals', pipelineId: id, name, level: 1, folded: !unfolded.has(id) },
      ...(unfolded.has(id)
        ? stages
            .filter(({ pipelineId }) => pipelineId === id)
            .map(({ id: stageId, name: stage, color }): Line => ({
              record: 'deals',
              pipelineId: id,
              stageId,
              name: stage,
              color,
              level: 2,
            }))
        : []),
    ]),
  ]
  const others = [
    ...grantedRecords.filter((name) => records[name].owned && name !== 'deals'),
    ...grantedRecords.filter((name) => name === 'products'),
    ...grantedRecords.filter((name) => !records[name].owned && name !== 'products'),
  ]
  const fold = (id: number) =>
    setSaid(unfolded.has(id) ? new Set([...unfolded].filter((one) => one !== id)) : new Set([...unfolded, id]))

  const keys = (event: KeyboardEvent) => {
    const cells = [...(table.current?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])]
    const here = event.target as HTMLElement
    if (!cells.includes(here)) return
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!step) return
    event.preventDefault()
    const rows = [...(table.current?.querySelectorAll('tr') ?? [])].filter((row) => row.querySelector('[data-cell]'))
    const at = here.closest('tr')
    const own = rows.indexOf(at!)
    const column = here.closest('td')!.cellIndex + step[0]!
    for (let row = own + step[1]!; row >= 0 && row < rows.length; row += step[1]! || rows.length) {
      const found = rows[row]!.cells[column]?.querySelector<HTMLElement>('[data-cell]')
      if (found) return found.focus()
    }
  }
  const line = (one: Line) => (
    <tr
      key={`${one.record} ${String(one.pipelineId ?? '')} ${String(one.stageId ?? '')}`}
      className={one.level === 2 ? css.stage : ''}
      aria-current={isSame(one, chosen) ? 'true' : undefined}
    >
      <th scope="row" className={css[`level${String(one.level)}` as 'level0']}>
        {one.level === 1 ? (
          <button
            type="button"
            className={css.fold}
            aria-expanded={!one.folded}
            aria-label={t('rights.stages', { name: one.name })}
            onClick={() => fold(one.pipelineId!)}
          >
            {one.folded ? <IconChevronRight size={16} stroke={1.75} /> : <IconChevronDown size={16} stroke={1.75} />}
          </button>
        ) : (
          one.color && <StageMark color={one.color} />
        )}
        <button type="button" className={css.row} onClick={() => onChoose(placeOf(one))}>
          {one.name}
        </button>
      </th>
      {actions.map((action) => (
        <RangeCell
          key={action}
          role={role}
          pending={pending}
          cell={{ ...placeOf(one), action }}
          label={`${one.name}: ${actionWords[action][language]}`}
          onOpen={(cell, anchor) => setOpen({ cell, anchor })}
          onClear={(cell) => onSet(cell, null)}
        />
      ))}
    </tr>
  )
  return (
    <div className={css.scroll}>
      <table ref={table} className={css.matrix} onKeyDown={keys}>
        <thead>
          <tr>
            <th scope="col">{t('rights.record.deals')}</th>
            {actions.map((action) => (
              <th key={action} scope="col">
                {actionWords[action][language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{deals.map(line)}</tbody>
        <tbody>
          <tr className={css.caption}>
            <th scope="rowgroup" colSpan={actions.length + 1}>
              {t('rights.others')}
            </th>
          </tr>
          {others.map((record) =>
            line({ record, name: t(`rights.record.${record}` as 'rights.record.deals'), level: 0 }),
          )}
        </tbody>
      </table>
      <p className={css.legend}>
        <span>
          <i aria-hidden /> {t('rights.legend.own')}
        </span>
        <span>{t('rights.legend.pale')}</span>
        <span>{t('rights.legend.below')}</span>
        <span>{t('rights.legend.widest')}</span>
      </p>
      {open && (
        <RangeMenu
          anchor={open.anchor}
          cell={open.cell}
          now={shownAt(role, pending, open.cell)}
          onSet={(range) => {
            onSet(open.cell, range)
            setOpen(null)
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  )
}

const placeOf = ({ record, pipelineId, stageId }: Place): Place => ({
  record,
  ...(pipelineId === undefined ? {} : { pipelineId }),
  ...(stageId === undefined ? {} : { stageId }),
})
const isSame = (a: Place, b: Place) => a.record === b.record && a.pipelineId === b.pipelineId && a.stageId === b.stageId

interface CellProps {
  role: Role
  pending: Pending
  cell: Cell
  label: string
  onOpen(cell: Cell, anchor: RefObject<HTMLElement | null>): void
  onClear(cell: Cell): void
}

function RangeCell({ role, pending, cell, label, onOpen, onClear }: CellProps) {
  const language = useLanguage()
  const button = useRef<HTMLButtonElement>(null)
  // A card is arranged for every pipeline.
  if (!grantable(cell.record).includes(cell.action) || (cell.action === 'layout' && cell.pipelineId !== undefined))
    return <td className={css.none} />
  const { range, own, changed } = shownAt(role, pending, cell)
  const above = cell.pipelineId !== undefined
  return (
    <td className={`${own && above ? css.own : ''} ${changed ? css.changed : ''}`}>
      <button
        ref={button}
        type="button"
        data-cell={cellKey(cell)}
        className={css.cell}
        disabled={role.administrator}
        aria-haspopup="menu"
        aria-label={`${label}: ${rangeWords[role.administrator ? 'all' : range][language]}`}
        onClick={() => onOpen(cell, button)}
        onKeyDown={(event) => {
          if (event.key === 'Delete' && above) onClear(cell)
        }}
      >
        <RangeMark
          range={role.administrator ? 'all' : range}
          pale={above && !own}
          plain={!records[cell.record].owned}
        />
      </button>
    </td>
  )
}

interface MenuProps {
  anchor: RefObject<HTMLElement | null>
  cell: Cell
  now: { range: Range; own: boolean }
  onSet(range: Range | null): void
  onClose(): void
}

function RangeMenu({ anchor, cell, now, onSet, onClose }: MenuProps) {
  const t = useWords()
  const language = useLanguage()
  const offered: readonly Range[] = rangesFor(cell.record, cell.action)
  const above = cell.stageId !== undefined ? 'rights.inherit.stage' : 'rights.inherit.pipeline'
  return (
    <Menu anchor={anchor} label={actionWords[cell.action][language]} onClose={onClose}>
      {offered.map((range) => (
        <button
          key={range}
          type="button"
          role="menuitemradio"
          aria-checked={now.own && now.range === range}
          onClick={() => onSet(range)}
        >
          <span className={css.choice}>
            {rangeWords[range][language]}
            <small>{t(cell.action === 'layout' ? `rights.layout.${range as 'own'}` : `rights.range.${range}`)}</small>
          </span>
        </button>
      ))}
      {cell.pipelineId !== undefined && (
        <>
          <hr />
          <button type="button" role="menuitemradio" aria-checked={!now.own} onClick={() => onSet(null)}>
            {t(above)}
          </button>
        </>
      )}
    </Menu>
  )
}

const rangesFor = (record: RecordName, action: Action): readonly Range[] =>
  !records[record].owned ? ['nobody', 'all'] : action === 'layout' ? ['nobody', 'own', 'all'] : ranges
