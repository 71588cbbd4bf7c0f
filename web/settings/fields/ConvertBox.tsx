import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { becomes, customKindTraits, type CustomField, type CustomKind } from '../../../model/customFields.ts'
import { call } from '../../api.ts'
import { told, tried } from '../../asking.ts'
import { useFormat, type Format } from '../../format.ts'
import { refreshFields } from '../../records/CustomFieldForm.tsx'
import { useWords } from '../../words.ts'
import css from './ConvertBox.module.css'

/** Turns a field into one of another kind, once it has been looked at what becomes of its values. */
export function ConvertBox({ field }: { field: CustomField }) {
  const t = useWords()
  const format = useFormat()
  const [kind, setKind] = useState<CustomKind>(field.kind)
  const [several, setSeveral] = useState(field.several)
  const [busy, setBusy] = useState(false)
  const to = { id: field.id, kind, several: several && customKindTraits[kind].several }
  const other = to.kind !== field.kind || to.several !== field.several
  const { data: trial, error } = useQuery({
    queryKey: ['customFields', 'trial', to],
    queryFn: () => call('customFields.tryConversion', to),
    enabled: other,
    retry: false,
  })
  if (field.becoming !== null)
    return (
      <p className={css.note} role="status" aria-busy>
        {t('fields.becoming', { kind: t(`fields.kind.${field.becoming}`) })}
      </p>
    )
  const kinds: CustomKind[] = [field.kind, ...becomes[field.kind]]
  if (kinds.length === 1 && !customKindTraits[field.kind].several)
    return <p className={css.note}>{t('fields.convert.none')}</p>
  const convert = async () => {
    setBusy(true)
    await tried(() => call('customFields.convert', to))
    await refreshFields()
    setBusy(false)
  }
  return (
    <div className={css.box}>
      <label className="field">
        <span>{t('customFields.kind')}</span>
        <select className="input" value={kind} onChange={({ target: { value } }) => setKind(value as CustomKind)}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {t(`fields.kind.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {customKindTraits[kind].several && (
        <label className={css.check}>
          <input type="checkbox" checked={several} onChange={({ target: { checked } }) => setSeveral(checked)} />
          {t('customFields.several')}
        </label>
      )}
      {other && error && (
        <p className="problem" role="alert">
          {told(error)}
        </p>
      )}
      {other && trial && (
        <>
          <p className={css.note}>{[...saidOf(trial, t)].join(', ')}</p>
          {trial.examples.length > 0 && (
            <ul className={css.examples}>
              {trial.examples.map((one, i) => (
                <li key={i}>
                  <span className="cut">{shown(one.from, format)}</span>
                  <IconArrowRight size={14} stroke={1.75} aria-hidden />
                  {one.to === null ? (
                    <em>{t('fields.convert.gone')}</em>
                  ) : (
                    <span className="cut">{shown(one.to, format)}</span>
                  )}
                  <small className="num">{one.count}</small>
                </li>
              ))}
            </ul>
          )}
          <div className={css.buttons}>
            <button
              type="button"
              className={`btn ${trial.lost + trial.cut ? 'line' : 'primary'}`}
              disabled={busy}
              onClick={() => void convert()}
            >
              {t('fields.convert.do', { kind: t(`fields.kind.${kind}`) })}
            </button>
            <button
              type="button"
              className="btn"
              onClick={() => {
                setKind(field.kind)
                setSeveral(field.several)
              }}
            >
              {t('settings.cancel')}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

function* saidOf(
  { filled, lost, cut, words }: { filled: number; lost: number; cut: number; words: number },
  t: ReturnType<typeof useWords>,
): Generator<string> {
  if (!filled) return yield t('fields.convert.nothing')
  yield t('fields.convert.filled', { count: filled })
  if (!lost && !cut) yield t('fields.convert.whole')
  if (lost) yield t('fields.convert.lost', { count: lost })
  if (cut) yield t('fields.convert.cut', { count: cut })
  if (words) yield t('fields.convert.words', { count: words })
}

/** A value as a text, of whichever kind. */
function shown(value: unknown, format: Format): string {
  if (Array.isArray(value)) return value.map((one) => shown(one, format)).join(', ')
  if (typeof value === 'object' && value !== null) {
    const { amount, currency } = value as { amount: string; currency: string }
    return format.money(amount, currency)
  }
  const text = String(value)
  if (/^\d{4}-\d{2}-\d{2}T.*Z$/.test(text)) return format.moment(text)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return format.day(text)
  return text
}
