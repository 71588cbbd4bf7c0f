import { IconChevronDown, IconChevronUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import type { LineSums } from '../../model/lines.ts'
import { useReferences } from '../records/references.tsx'
import { useWritten } from '../records/written.ts'
import { useWords, type WordKey } from '../words.ts'
import { LineCell } from './LineCell.tsx'
import type { LineColumn, LineRow } from './lineRows.ts'
import { ProductCell, type CatalogueProduct } from './ProductCell.tsx'
import css from './sheet.module.css'

/** What stands over each column. */
export const lineTitles: Record<LineColumn, WordKey> = {
  name: 'lines.product',
  quantity: 'lines.quantity',
  unitId: 'lines.unit',
  price: 'lines.price',
  discount: 'lines.discount',
  taxRate: 'lines.tax',
  taxIncluded: 'lines.included',
}

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

/** One line of the sheet. */
export function Line({
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
  const label = (column: LineColumn) => t('lines.cell', { column: t(lineTitles[column]), line: at + 1 })
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
      <td className={`${css.end} ${css.number}`}>
        {editable && !last && (
          <span className={css.handle} data-handle aria-hidden>
            <IconGripVertical size={14} stroke={1.75} />
          </span>
        )}
        {at + 1}
      </td>
      <td data-label={t(lineTitles.name)} className={css.product}>
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
      <td data-label={t(lineTitles.quantity)} className={css.end}>
        {cell('quantity', format.number(row.quantity), format.number(row.quantity))}
      </td>
      <td data-label={t(lineTitles.unitId)}>
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
      <td data-label={t(lineTitles.price)} className={css.end}>
        {cell(
          'price',
          row.price === undefined ? '' : money(row.price),
          row.price === undefined ? '' : format.number(row.price),
        )}
      </td>
      <td
        data-label={t(lineTitles.discount)}
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
      <td data-label={t(lineTitles.taxRate)} className={`${css.end} ${css.tax}`}>
        {cell(
          'taxRate',
          row.taxRate == null ? (last ? '' : t('lines.noTax')) : `${format.number(row.taxRate)} %`,
          row.taxRate == null ? '' : format.number(row.taxRate),
        )}
      </td>
      <td data-label={t(lineTitles.taxIncluded)} className={css.included}>
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
