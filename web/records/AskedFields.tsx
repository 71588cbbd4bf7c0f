import { useRef, useState } from 'react'
import { isNone } from '../../model/asked.ts'
import type { RecordName } from '../../model/records.ts'
import { toldAtForm } from '../asking.ts'
import type { ApiError } from '../api.ts'
import { useWords } from '../words.ts'
import { FieldEditor, fieldWord } from './editors.tsx'
import { FieldValue } from './FieldValue.tsx'
import type { AnyRow } from './rows.ts'
import css from './AskedFields.module.css'

/** What has been filled in so far: the values, and what the linked ones are called. */
export interface Filled {
  values: Record<string, unknown>
  names: AnyRow['names']
}
export const nothingFilled: Filled = { values: {}, names: {} }

export interface Problem {
  field: string | undefined
  text: string
}
/** What the server has against the values: about which of the fields, if about one. */
export function problemWith(error: ApiError, fields: readonly string[]): Problem {
  const field = fields.find((name) =>
    [name, `fields.${name}`].some((key) => key === error.field || key in error.fields),
  )
  const own = field === undefined ? undefined : (error.fields[field] ?? error.fields[`fields.${field}`])
  return { field, text: typeof own === 'string' && error.needs === undefined ? own : toldAtForm(error) }
}

interface Props {
  record: RecordName
  /** the fields that are missing */
  fields: readonly string[]
  row: AnyRow
  filled: Filled
  /** what is wrong about one of them */
  problem: Problem | null
  /** whether the first is open to begin with */
  begins?: boolean
  onFill(filled: Filled): void
  /** Enter, once nothing is missing */
  onDone(filled: Filled): void
}

/** The fields that must be filled in, one after another: Enter leads to the next that is missing, and at last finishes. */
export function AskedFields({ record, fields, row, filled, problem, begins = true, onFill, onDone }: Props) {
  const t = useWords()
  const shown: AnyRow = { ...row, ...filled.values, names: { ...row.names, ...filled.names } }
  const [open, setOpen] = useState(begins ? fields.find((name) => isNone(shown[name])) : undefined)
  const entered = useRef(false)
  const save = (name: string, value: unknown, called: string | string[] | undefined) => {
    const next: Filled = {
      values: { ...filled.values, [name]: value },
      names: called === undefined ? filled.names : { ...filled.names, [name]: called },
    }
    onFill(next)
    const missing = fields.find((one) => isNone(one === name ? value : shown[one]))
    if (entered.current && missing === undefined) return onDone(next)
    setOpen(entered.current ? missing : undefined)
  }
  return (
    <div
      className={css.fields}
      onKeyDownCapture={({ key }) => {
        entered.current = key === 'Enter'
        setTimeout(() => (entered.current = false))
      }}
    >
      {fields.map((name) => {
        const label = t(fieldWord(record, name))
        const wrong = problem?.field === name
        return (
          <div key={name} className={css.field} data-asked={name}>
            <span className={css.label} aria-hidden>
              {label}
            </span>
            {open === name ? (
              <div className={css.editor}>
                <FieldEditor
                  record={record}
                  name={name}
                  label={label}
                  row={shown}
                  value={shown[name]}
                  invalid={wrong}
                  onCancel={() => setOpen((now) => (now === name ? undefined : now))}
                  onSave={(value, called) => save(name, value, called)}
                />
              </div>
            ) : (
              <button
                type="button"
                className={`input ${css.value}`}
                aria-label={label}
                aria-invalid={wrong}
                onClick={() => setOpen(name)}
              >
                {isNone(shown[name]) ? (
                  <span className="t3">{t('value.empty')}</span>
                ) : (
                  <FieldValue record={record} name={name} row={shown} />
                )}
              </button>
            )}
            {wrong && (
              <p className="problem" role="alert">
                {problem.text}
              </p>
            )}
          </div>
        )
      })}
    </div>
  )
}
