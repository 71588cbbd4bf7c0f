import { IconArrowBackUp } from '@tabler/icons-react'
import { useFormat } from '../../format.ts'
import { usePeople } from '../../queries.ts'
import { Avatar } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import type { Removed } from './BinPart.tsx'
import css from './Part.module.css'

interface Props {
  /** undefined: not yet read */
  rows: readonly Removed[] | undefined
  /** for so long a removed record is kept; null: for ever */
  days: number | null
  chosen: ReadonlySet<number>
  onChoose(ids: ReadonlySet<number>): void
  onRestore(row: Removed): void
  more: { busy: boolean; read(): void } | undefined
}

/** Removed records of one kind, the last removed first. */
export function BinTable({ rows, days, chosen, onChoose, onRestore, more }: Props) {
  const t = useWords()
  const all = rows !== undefined && rows.length > 0 && rows.every(({ id }) => chosen.has(id))
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-busy={!rows}>
        <thead>
          <tr>
            <th className={css.choose}>
              <label className={css.tick}>
                <input
                  type="checkbox"
                  aria-label={t('bin.choose.all')}
                  checked={all}
                  disabled={!rows?.length}
                  onChange={() => onChoose(new Set(all ? [] : rows?.map(({ id }) => id)))}
                />
              </label>
            </th>
            <th>{t('bin.name')}</th>
            <th className={css.medium}>{t('bin.by')}</th>
            <th className={css.medium}>{t('bin.at')}</th>
            <th className={css.wide}>{t('bin.left')}</th>
            <th>
              <span className="hidden-text">{t('bin.restore')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {!rows && <Waiting />}
          {rows?.map((row) => (
            <Row
              key={row.id}
              row={row}
              days={days}
              chosen={chosen.has(row.id)}
              onChoose={(on) => onChoose(new Set(on ? [...chosen, row.id] : [...chosen].filter((id) => id !== row.id)))}
              onRestore={() => onRestore(row)}
            />
          ))}
        </tbody>
      </table>
      {more && (
        <div className={css.hint}>
          <button type="button" className="btn line" disabled={more.busy} onClick={more.read}>
            {t('bin.more')}
          </button>
        </div>
      )}
    </div>
  )
}

interface RowProps {
  row: Removed
  days: number | null
  chosen: boolean
  onChoose(on: boolean): void
  onRestore(): void
}

function Row({ row, days, chosen, onChoose, onRestore }: RowProps) {
  const t = useWords()
  const format = useFormat()
  const people = usePeople()
  const by = people.find(({ id }) => id === row.updatedBy)
  const left = days === null ? null : leftOf(row.removedAt, days)
  const kept = left === null ? t('bin.left.ever') : left < 1 ? t('bin.left.today') : t('bin.left.days', { days: left })
  return (
    <tr aria-current={chosen ? 'true' : undefined}>
      <td className={css.choose}>
        <label className={css.tick}>
          <input
            type="checkbox"
            aria-label={t('bin.choose', { name: row.name })}
            checked={chosen}
            onChange={(event) => onChoose(event.target.checked)}
          />
        </label>
      </td>
      <td>
        <span className={css.two}>
          <span className={css.title}>
            <span className="cut">{row.name}</span>
            {row.amount && row.currency && <span className="t3 num">{format.money(row.amount, row.currency)}</span>}
          </span>
          <small className={`${css.narrow} t3 cut`}>
            {format.day(format.dayOf(row.removedAt))} · {kept}
          </small>
        </span>
      </td>
      <td className={css.medium}>
        <span className={css.person}>
          {by && <Avatar id={by.id} name={by.name} />}
          <span className="t2 cut">{by?.name ?? t('bin.by.system')}</span>
        </span>
      </td>
      <td className={`${css.medium} t2 num`}>{format.moment(row.removedAt)}</td>
      <td className={`${css.wide} num ${left !== null && left < 4 ? css.soon : 't2'}`}>{kept}</td>
      <td className={css.right}>
        <button
          type="button"
          className={`btn ${css.restore}`}
          aria-label={t('bin.restore.one', { name: row.name })}
          onClick={onRestore}
        >
          <IconArrowBackUp size={16} stroke={1.75} aria-hidden />
          <span>{t('bin.restore')}</span>
        </button>
      </td>
    </tr>
  )
}

const day = 24 * 3_600_000
/** Whole days until a record is gone for good. */
const leftOf = (removedAt: string, days: number) =>
  Math.floor((Date.parse(removedAt) + days * day - Date.now()) / day + 0.5)

function Waiting() {
  return Array.from({ length: 6 }, (_, row) => (
    <tr key={row} className={css.waiting}>
      <td className={css.choose} />
      {['', css.medium, css.medium, css.wide, ''].map((kind, column) => (
        <td key={column} className={kind}>
          <i style={{ width: `${String(30 + ((row * 17 + column * 29) % 50))}%` }} />
        </td>
      ))}
    </tr>
  ))
}
