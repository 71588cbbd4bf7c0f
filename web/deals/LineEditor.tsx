import { IconAlertCircle, IconChevronDown, IconChevronUp, IconPackage, IconTrash } from '@tabler/icons-react'
import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import type { LineSums, LineTotals } from '../../model/lines.ts'
import type { Change, Refusal } from '../records/change.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { pastedCells } from '../records/pasted.ts'
import { useReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useWritten } from '../records/written.ts'
import { Key } from '../ui/Key.tsx'
import { useWords, type WordKey } from '../words.ts'
import { LineCell } from './LineCell.tsx'
import {
  emptyRow,
  isWhole,
  lineColumns,
  pastedInto,
  sumsOf,
  totalsOf,
  typedInto,
  type LineColumn,
  type LineRow,
} from './lineRows.ts'
import { ProductCell, type CatalogueProduct } from './ProductCell.tsx'
import { useLines, type DealWithLines } from './useLines.ts'
import css from './LineEditor.module.css'

interface Props {
  deal: DealWithLines
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

const titles: Record<LineColumn, WordKey> = {
  name: 'lines.product',
  quantity: 'lines.quantity',
  unitId: 'lines.unit',
  price: 'lines.price',
  discount: 'lines.discount',
  taxRate: 'lines.tax',
  taxIncluded: 'lines.included',
}

/**
 * The product lines as a sheet: type into the last line to add one, Tab and Enter go from cell to cell, Alt with an arrow
 * moves a line, rows of a spreadsheet are pasted at the cell. Below, what it comes to.
 */
export function LineEditor({ deal, editable, onChange }: Props) {
  const t = useWords()
  const written = useWritten()
  const { me, currencies, terms } = useReferences()
  const lines = useLines(deal, t('error.offline'))
  const { rows, change } = lines
  const [blank, setBlank] = useState(() => emptyRow())
  const [deleted, setDeleted] = useState<{ row: LineRow; at: number } | null>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const language = me?.language ?? 'en'
  const decimals = currencies.find(({ code }) => code === deal.currency)?.decimals ?? 2
  const units = terms.filter(
    (term) => term.dictionary === 'unit' && (term.active || rows.some(({ unitId }) => unitId === term.id)),
  )
  const totals = totalsOf(rows, decimals)
  const money = (amount: string) => written.money(amount, deal.currency)

  const focus = (line: number, column: LineColumn) => {
    // After the line is in the page.
    requestAnimationFrame(() =>
      sheet.current?.querySelector<HTMLElement>(`[data-line="${String(line)}"] [data-into="${column}"]`)?.focus(),
    )
  }
  const put = (at: number, row: LineRow) => {
    if (at < rows.length) change(rows.map((one, i) => (i === at ? row : one)))
    else {
      change([...rows, row])
      setBlank(emptyRow())
    }
  }
  const type = (at: number, column: LineColumn, text: string): boolean => {
    const row = rows[at] ?? blank
    const next = typedInto(row, column, text, language, units)
    if (!next) return false
    if (next === row || JSON.stringify(next) === JSON.stringify(row)) return true
    if (at >= rows.length && next.name === '') setBlank(next)
    else if (column === 'name' && next.name === '') remove(at)
    else put(at, next.price === undefined && next.productId === null ? { ...next, price: '0' } : next)
    return true
  }
  const pick = (at: number, product: CatalogueProduct) => {
    const row = rows[at] ?? blank
    put(at, {
      ...row,
      productId: product.id,
      name: product.name,
      price: product.currency === deal.currency ? (product.price ?? '0') : product.price === null ? '0' : undefined,
      taxRate: product.taxRate,
      taxIncluded: product.taxIncluded,
      unitId: product.unitId,
    })
    focus(at, 'quantity')
  }
  const remove = (at: number) => {
    const row = rows[at]
    if (!row) return
    setDeleted({ row, at })
    change(rows.filter((_, i) => i !== at))
    focus(Math.min(at, rows.length - 1), 'name')
  }
  const move = (at: number, to: number, column: LineColumn) => {
    if (at >= rows.length || to < 0 || to >= rows.length) return
    const next = rows.filter((_, i) => i !== at)
    next.splice(to, 0, rows[at]!)
    change(next)
    focus(to, column)
  }
  const keys = (event: KeyboardEvent, at: number, column: LineColumn) => {
    const step = event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (
      !step ||
      event.ctrlKey ||
      event.metaKey ||
      (event.target instanceof HTMLSelectElement && event.key !== 'Enter' && !event.altKey)
    )
      return
    event.preventDefault()
    if (event.altKey) move(at, at + step, column)
    else if (event.key === 'Enter' && at >= rows.length - 1) focus(rows.length, 'name')
    else focus(Math.max(0, Math.min(rows.length, at + step)), at + step >= rows.length ? 'name' : column)
  }
  const paste = (event: ClipboardEvent, at: number, column: LineColumn) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n\r]/.test(text.trim())) return
    event.preventDefault()
    change(pastedInto(rows, at, column, pastedCells(text), language, units))
    setBlank(emptyRow())
  }
  const shown = editable ? [...rows, blank] : rows
  return (
    <div
      className={`${css.editor} ${editable ? '' : css.readonly}`}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && lines.flush()}
    >
      <div className={css.tools}>
        <span id="lines-amount" className={css.quiet}>
          {t('lines.amount')}
        </span>
        <AmountSwitch deal={deal} editable={editable} onChange={onChange} />
        {deal.amountFrom === 'hand' && (
          <span className={css.hand}>
            <InPlace
              record="deals"
              name="amount"
              row={anyRow(deal)}
              editable={editable}
              label={t('lines.amount')}
              labelledBy="lines-amount"
              onChange={onChange}
            />
          </span>
        )}
        <span className={css.sep} />
        <span id="lines-currency" className={css.quiet}>
          {t('lines.currency')}
        </span>
        <span className={css.currency}>
          <InPlace
            record="deals"
            name="currency"
            row={anyRow(deal)}
            editable={editable}
            label={t('lines.currency')}
            labelledBy="lines-currency"
            onChange={onChange}
          />
        </span>
        <span className={css.state} role="status">
          {lines.saving === 'saving'
            ? t('edit.saving')
            : lines.saving === 'saved' && rows.length > 0
              ? t('edit.saved')
              : ''}
        </span>
      </div>
      {lines.conflict && (
        <Both
          mine={rows}
          theirs={lines.conflict.theirs}
          decimals={decimals}
          money={money}
          onMine={lines.keepMine}
          onTheirs={lines.takeTheirs}
        />
      )}
      {lines.refusal && (
        <p className={css.refused} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>{lines.refusal.message}</span>
          <button type="button" onClick={lines.again}>
            {t('error.again')}
          </button>
        </p>
      )}
      <div ref={sheet} className={css.scroll}>
        <table className={css.sheet} aria-label={t('lines.label')}>
          <thead>
            <tr>
              <th scope="col" className={css.end}>
                {t('lines.number')}
              </th>
              {lineColumns.map((column) => (
                <th key={column} scope="col" className={figures.has(column) ? css.end : ''}>
                  {t(titles[column])}
                </th>
              ))}
              <th scope="col" className={css.end}>
                {t('lines.sum')}
              </th>
              {editable && <th />}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => (
              <Line
                key={row.key}
                row={row}
                at={at}
                last={at === rows.length}
                count={rows.length}
                editable={editable}
                sums={sumsOf(row, decimals)}
                currency={deal.currency}
                units={units}
                refused={lines.refusal?.line === at}
                onType={(column, text) => type(at, column, text)}
                onPick={(product) => pick(at, product)}
                onKind={() =>
                  put(at, {
                    ...row,
                    discountKind: row.discountKind === 'percent' ? 'sum' : 'percent',
                    discount: row.discountKind === 'sum' && Number(row.discount) > 100 ? '0' : row.discount,
                  })
                }
                onRemove={() => remove(at)}
                onMove={(step) => move(at, at + step, 'name')}
                onKeys={(event, column) => keys(event, at, column)}
                onPaste={(event, column) => paste(event, at, column)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {!rows.length && (
        <p className={css.empty}>
          <IconPackage size={16} stroke={1.75} aria-hidden />
          {t('lines.empty')}
        </p>
      )}
      {deleted && (
        <p className={css.deleted} role="status">
          {t('lines.deleted', { line: deleted.at + 1 })}
          <button
            type="button"
            onClick={() => {
              change([...rows.slice(0, deleted.at), deleted.row, ...rows.slice(deleted.at)])
              setDeleted(null)
            }}
          >
            {t('lines.back')}
          </button>
        </p>
      )}
      {rows.some((row) => !isWhole(row)) && (
        <p className={css.refused}>{t('lines.unfinished', { line: rows.findIndex((row) => !isWhole(row)) + 1 })}</p>
      )}
      {rows.length > 0 && <Totals totals={totals} money={money} />}
      {deal.amountFrom === 'hand' && rows.length > 0 && deal.amount !== totals.total && (
        <p className={css.note}>{t('lines.handNote', { sum: money(totals.total) })}</p>
      )}
      {editable && (
        <p className={css.keys} aria-hidden>
          <Key name="↑ ↓" /> {t('lines.cells')} <Key name="Tab" /> {t('lines.next')} <Key name="Alt ↑" />{' '}
          {t('lines.move')} <Key name="Ctrl V" /> {t('lines.paste')}
        </p>
      )}
    </div>
  )
}

const figures: ReadonlySet<LineColumn> = new Set<LineColumn>(['quantity', 'price', 'discount', 'taxRate'])

interface LineProps {
  row: LineRow
  at: number
  /** the empty line at the end */
  last: boolean
  count: number
  editable: boolean
  sums: LineSums | null
  currency: string
  units: readonly { id: number; name: string }[]
  refused: boolean
  onType(column: LineColumn, text: string): boolean
  onPick(product: CatalogueProduct): void
  onKind(): void
  onRemove(): void
  onMove(step: number): void
  onKeys(event: KeyboardEvent, column: LineColumn): void
  onPaste(event: ClipboardEvent, column: LineColumn): void
}

function Line({
  row,
  at,
  last,
  count,
  editable,
  sums,
  currency,
  units,
  refused,
  onType,
  onPick,
  onKind,
  onRemove,
  onMove,
  onKeys,
  onPaste,
}: LineProps) {
  const t = useWords()
  const { format } = useReferences()
  const written = useWritten()
  const label = (column: LineColumn) => t('lines.cell', { column: t(titles[column]), line: at + 1 })
  const money = (amount: string) => written.money(amount, currency)
  const cell = (column: LineColumn, shown: string, typed: string) => (
    <LineCell
      column={column}
      label={label(column)}
      shown={shown}
      typed={typed}
      editable={editable}
      onType={(text) => onType(column, text)}
      onKeys={(event) => onKeys(event, column)}
      onPaste={(event) => onPaste(event, column)}
    />
  )
  const discount = row.discountKind === 'percent' ? `${format.number(row.discount)} %` : money(row.discount)
  return (
    <tr data-line={at} className={`${last ? css.blank : ''} ${refused ? css.wrong : ''}`}>
      <td className={`${css.end} ${css.number}`}>{at + 1}</td>
      <td data-label={t(titles.name)} className={css.product}>
        <ProductCell
          row={row}
          label={label('name')}
          placeholder={last ? t('lines.add') : ''}
          editable={editable}
          onPick={onPick}
          onType={(text) => onType('name', text)}
          onKeys={(event) => onKeys(event, 'name')}
          onPaste={(event) => onPaste(event, 'name')}
          currency={currency}
        />
      </td>
      <td data-label={t(titles.quantity)} className={css.end}>
        {cell('quantity', format.number(row.quantity), format.number(row.quantity))}
      </td>
      <td data-label={t(titles.unitId)}>
        {editable ? (
          <select
            data-into="unitId"
            className={css.select}
            aria-label={label('unitId')}
            value={row.unitId ?? ''}
            onKeyDown={(event) => onKeys(event, 'unitId')}
            onChange={(event) =>
              onType('unitId', units.find(({ id }) => id === Number(event.target.value))?.name ?? '')
            }
          >
            <option value="">{t('lines.noUnit')}</option>
            {units.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          <span className={css.still}>{units.find(({ id }) => id === row.unitId)?.name ?? ''}</span>
        )}
      </td>
      <td data-label={t(titles.price)} className={css.end}>
        {cell(
          'price',
          row.price === undefined ? '' : money(row.price),
          row.price === undefined ? '' : format.number(row.price),
        )}
      </td>
      <td
        data-label={t(titles.discount)}
        className={`${css.end} ${css.discount} ${Number(row.discount) === 0 ? css.zero : ''}`}
      >
        {editable && !last && (
          <button
            type="button"
            tabIndex={-1}
            className={css.kind}
            aria-label={t(row.discountKind === 'percent' ? 'lines.inSum' : 'lines.inPercent')}
            title={t(row.discountKind === 'percent' ? 'lines.inSum' : 'lines.inPercent')}
            onClick={onKind}
          >
            {row.discountKind === 'percent' ? '%' : written.sign(currency)}
          </button>
        )}
        {cell(
          'discount',
          Number(row.discount) === 0 ? '0' : discount,
          row.discountKind === 'percent' ? `${format.number(row.discount)}%` : format.number(row.discount),
        )}
      </td>
      <td data-label={t(titles.taxRate)} className={`${css.end} ${css.tax}`}>
        {cell(
          'taxRate',
          row.taxRate == null ? (last ? '' : t('lines.noTax')) : `${format.number(row.taxRate)} %`,
          row.taxRate == null ? '' : format.number(row.taxRate),
        )}
      </td>
      <td data-label={t(titles.taxIncluded)} className={css.included}>
        <input
          type="checkbox"
          data-into="taxIncluded"
          aria-label={label('taxIncluded')}
          checked={row.taxIncluded ?? false}
          disabled={!editable || row.taxRate == null}
          onChange={(event) => onType('taxIncluded', event.target.checked ? '1' : '0')}
          onKeyDown={(event) => onKeys(event, 'taxIncluded')}
        />
      </td>
      <td data-label={t('lines.sum')} className={`${css.end} ${css.sum}`}>
        {last || !sums ? '' : money(sums.total)}
      </td>
      {editable && (
        <td className={css.actions}>
          {!last && (
            <span>
              <button
                type="button"
                aria-label={t('lines.up', { line: at + 1 })}
                disabled={at === 0}
                onClick={() => onMove(-1)}
              >
                <IconChevronUp size={16} stroke={1.75} aria-hidden />
              </button>
              <button
                type="button"
                aria-label={t('lines.down', { line: at + 1 })}
                disabled={at === count - 1}
                onClick={() => onMove(1)}
              >
                <IconChevronDown size={16} stroke={1.75} aria-hidden />
              </button>
              <button type="button" aria-label={t('lines.remove', { line: at + 1 })} onClick={onRemove}>
                <IconTrash size={16} stroke={1.75} aria-hidden />
              </button>
            </span>
          )}
        </td>
      )}
    </tr>
  )
}

/** Where the amount comes from, to be seen and switched. */
function AmountSwitch({ deal, editable, onChange }: Props) {
  const t = useWords()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const set = (value: 'products' | 'hand') => {
    if (value === deal.amountFrom) return
    void onChange({ id: deal.id, version: deal.version, field: 'amountFrom', value }).then(setRefusal)
  }
  return (
    <>
      <span className={css.switch} role="radiogroup" aria-label={t('lines.amount')}>
        {(['products', 'hand'] as const).map((value) => (
          <button
            key={value}
            type="button"
            role="radio"
            aria-checked={deal.amountFrom === value}
            tabIndex={deal.amountFrom === value ? 0 : -1}
            disabled={!editable}
            onClick={() => set(value)}
            onKeyDown={(event) => {
              if (!event.key.startsWith('Arrow')) return
              event.preventDefault()
              const other = value === 'products' ? 'hand' : 'products'
              set(other)
              event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-from="${other}"]`)?.focus()
            }}
            data-from={value}
          >
            {value === 'products' && <IconPackage size={14} stroke={1.75} aria-hidden />}
            {t(`value.${value}`)}
          </button>
        ))}
      </span>
      {refusal && (
        <span className={css.refused} role="alert">
          {refusal.message}
        </span>
      )}
    </>
  )
}

function Totals({ totals, money }: { totals: LineTotals; money(amount: string): string }) {
  const t = useWords()
  const { format } = useReferences()
  const share = Number(totals.before) ? (Number(totals.discount) / Number(totals.before)) * 100 : 0
  return (
    <dl className={css.totals}>
      <div>
        <dt>{t('lines.before')}</dt>
        <dd>{money(totals.before)}</dd>
      </div>
      <div>
        <dt>
          {t('lines.discounts')} {share > 0 && <span>{`${format.number(share.toFixed(1))} %`}</span>}
        </dt>
        <dd>{Number(totals.discount) ? `−${money(totals.discount)}` : money(totals.discount)}</dd>
      </div>
      <div>
        <dt>{t('lines.net')}</dt>
        <dd>{money(totals.net)}</dd>
      </div>
      <div>
        <dt>{t('lines.taxes')}</dt>
        <dd>{money(totals.tax)}</dd>
      </div>
      <div className={css.all}>
        <dt>{t('lines.total')}</dt>
        <dd>{money(totals.total)}</dd>
      </div>
    </dl>
  )
}

interface BothProps {
  mine: readonly LineRow[]
  theirs: readonly LineRow[]
  decimals: number
  money(amount: string): string
  onMine(): void
  onTheirs(): void
}

/** Two sheets of one deal, and the choice between them. */
function Both({ mine, theirs, decimals, money, onMine, onTheirs }: BothProps) {
  const t = useWords()
  const said = (rows: readonly LineRow[]) =>
    `${t('lines.count', { count: rows.length })}, ${money(totalsOf(rows, decimals).total)}`
  return (
    <div className={css.conflict} role="alert">
      <p>{t('lines.conflict')}</p>
      <div>
        <span>{t('conflict.mine')}</span>
        <b>{said(mine)}</b>
        <small>{mine.map(({ name }) => name).join(', ')}</small>
        <button type="button" onClick={onMine}>
          {t('conflict.keepMine')}
        </button>
      </div>
      <div>
        <span>{t('conflict.theirs')}</span>
        <b>{said(theirs)}</b>
        <small>{theirs.map(({ name }) => name).join(', ')}</small>
        <button type="button" onClick={onTheirs}>
          {t('conflict.takeTheirs')}
        </button>
      </div>
    </div>
  )
}
