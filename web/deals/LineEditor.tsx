import { IconAlertCircle, IconPackage } from '@tabler/icons-react'
import type { Change, Refusal } from '../records/change.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { useReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useWritten } from '../records/written.ts'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import { AmountSwitch } from './AmountSwitch.tsx'
import { useLineDrag } from './lineDrag.ts'
import { Line, lineTitles } from './LineRow.tsx'
import { isWhole, lineColumns, sumsOf, totalsOf, type LineColumn } from './lineRows.ts'
import { LinesConflict } from './LinesConflict.tsx'
import { LineTotals } from './LineTotals.tsx'
import { mostLines, useSheetEditing } from './sheetEditing.ts'
import { useLines, type DealWithLines } from './useLines.ts'
import css from './LineEditor.module.css'
import sheet from './sheet.module.css'

interface Props {
  deal: DealWithLines
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
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
  const { rows } = lines
  const language = me?.language ?? 'en'
  const decimals = currencies.find(({ code }) => code === deal.currency)?.decimals ?? 2
  const units = terms.filter(
    (term) => term.dictionary === 'unit' && (term.active || rows.some(({ unitId }) => unitId === term.id)),
  )
  const totals = totalsOf(rows, decimals)
  const money = (amount: string) => written.money(amount, deal.currency)

  const editing = useSheetEditing({ rows, change: lines.change, language, currency: deal.currency, units })
  const { blank, deleted, tooMany } = editing
  useLineDrag(editing.sheet, editable, (from, to) => editing.move(from, to, null))
  const shown = editable ? [...rows, blank] : rows
  return (
    <div
      className={`${css.editor} ${editable ? '' : css.readonly}`}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && lines.flush()}
    >
      <div className={css.tools}>
        <span className={css.tool}>
          <span id="lines-amount" className={css.quiet}>
            {t('lines.amount')}
          </span>
          <AmountSwitch deal={deal} editable={editable} onChange={onChange} />
        </span>
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
        <span className={css.tool}>
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
        <LinesConflict
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
      <div ref={editing.sheet} className={css.scroll}>
        <table className={sheet.sheet} aria-label={t('lines.label')}>
          <thead>
            <tr>
              <th scope="col" className={sheet.end}>
                {t('lines.number')}
              </th>
              {lineColumns.map((column) => (
                <th key={column} scope="col" className={figures.has(column) ? sheet.end : ''}>
                  {t(lineTitles[column])}
                </th>
              ))}
              <th scope="col" className={sheet.end}>
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
                onType={(column, text) => editing.type(at, column, text)}
                onPick={(product) => editing.pick(at, product)}
                onKind={() => editing.switchKind(at)}
                onRemove={() => editing.remove(at)}
                onMove={(step) => editing.move(at, at + step, 'name')}
                onKeys={(event, column) => editing.keys(event, at, column)}
                onPaste={(event, column) => editing.paste(event, at, column)}
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
      {tooMany !== null && (
        <p className={css.refused} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          {t('lines.tooMany', { count: tooMany, most: mostLines })}
        </p>
      )}
      {deleted && (
        <p className={css.deleted} role="status">
          {t('lines.deleted', { line: deleted.at + 1 })}
          <button type="button" onClick={editing.bringBack}>
            {t('lines.back')}
          </button>
        </p>
      )}
      {rows.some((row) => !isWhole(row)) && (
        <p className={css.refused}>{t('lines.unfinished', { line: rows.findIndex((row) => !isWhole(row)) + 1 })}</p>
      )}
      {rows.length > 0 && <LineTotals totals={totals} money={money} />}
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
