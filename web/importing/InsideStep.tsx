import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { planRecords } from '../../model/importPlan.ts'
import { useWords, type WordKey } from '../words.ts'
import type { Draft, Reading } from './importData.ts'
import css from './InsideStep.module.css'

interface Props {
  draft: Draft
  /** it is being read anew */
  busy: boolean
  /** why it can't be read as was said last */
  problem: string | null
  onRead(change: Reading): void
  onBack(): void
  onNext(): void
}

const encodings = [
  ['utf-8', 'UTF-8'],
  ['windows-1251', 'Windows-1251'],
  ['utf-16le', 'UTF-16 LE'],
  ['utf-16be', 'UTF-16 BE'],
] as const
const delimiters = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'bar'],
] as const

/** How the file was understood: what its rows are, how it is written, and how its beginning looks. */
export function InsideStep({ draft, busy, problem, onRead, onBack, onNext }: Props) {
  const t = useWords()
  const { plan, encoding, delimiter, columns, rows, headings, beginning } = draft
  return (
    <div className={css.step}>
      <div className={css.choices}>
        <Choice label={t('importing.inside.record')}>
          <select
            className="input"
            value={plan.record}
            onChange={(event) => onRead({ record: event.target.value as typeof plan.record })}
          >
            {planRecords.map((one) => (
              <option key={one} value={one}>
                {t(`importing.record.${one}`)}
              </option>
            ))}
          </select>
        </Choice>
        {draft.sheets ? (
          <Choice label={t('importing.inside.sheet')}>
            <select
              className="input"
              value={draft.sheet}
              onChange={(event) => onRead({ sheet: event.target.value, record: undefined, header: undefined })}
            >
              {draft.sheets.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </Choice>
        ) : (
          <>
            <Choice label={t('importing.inside.encoding')}>
              <select
                className="input"
                value={encoding}
                onChange={(event) => onRead({ encoding: event.target.value as typeof encoding })}
              >
                {encodings.map(([value, name]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </Choice>
            <Choice label={t('importing.inside.delimiter')}>
              <select
                className="input"
                value={delimiter}
                onChange={(event) => onRead({ delimiter: event.target.value as typeof delimiter })}
              >
                {delimiters.map(([value, name]) => (
                  <option key={value} value={value}>
                    {t(`importing.delimiter.${name}` as WordKey)}
                  </option>
                ))}
              </select>
            </Choice>
          </>
        )}
        <Choice label={t('importing.inside.header')}>
          <select
            className="input"
            value={headings}
            onChange={(event) => onRead({ header: Number(event.target.value) })}
          >
            {beginning.map(({ number, text }) => (
              <option key={number} value={number}>
                {t('importing.inside.header.row', { number, text })}
              </option>
            ))}
            <option value={0}>{t('importing.inside.header.none')}</option>
          </select>
        </Choice>
      </div>
      {problem !== null && (
        <p className={css.problem} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          {problem}
        </p>
      )}
      {draft.remembered && <p className={css.remembered}>{t('importing.inside.remembered')}</p>}
      <h2 className={css.heading}>
        {t('importing.inside.first')}
        <span>
          {t('importing.columns', { count: columns.length })}, {t('importing.rows', { count: draft.rowsTotal })}
        </span>
      </h2>
      <div className={css.table} aria-busy={busy} tabIndex={0} role="region" aria-label={t('importing.inside.first')}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name }, i) => (
                <th key={i} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, i) => (
              <tr key={i}>
                {columns.map((_, at) => (
                  <td key={at}>{cells[at]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer className={css.foot}>
        <button type="button" className="btn primary lg" onClick={onNext} disabled={busy || problem !== null}>
          {t('importing.next')}
        </button>
        <button type="button" className="btn lg" onClick={onBack}>
          {t('importing.back')}
        </button>
      </footer>
    </div>
  )
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  )
}
