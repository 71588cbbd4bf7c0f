import { useState, type FormEvent } from 'react'
import {
  asField,
  customDictionary,
  customKinds,
  customKindTraits,
  type CustomField,
  type CustomKind,
  type Extendable,
} from '../../model/customFields.ts'
import { call } from '../api.ts'
import { toldAtForm } from '../asking.ts'
import { meQuery, queries } from '../queries.ts'
import { useLanguage, useWords } from '../words.ts'
import { writtenNumber } from './pasted.ts'
import css from './CustomFieldForm.module.css'

interface Props {
  record: Extendable
  /** the field that is changed; none: a new one */
  field?: CustomField
  onDone(id: number): void
  onClose(): void
}

const targets = ['companies', 'contacts', 'deals', 'products'] as const
/** The kinds whose value in a new record is written in one line. */
const written: readonly CustomKind[] = ['text', 'number', 'integer', 'date', 'address', 'link']

/** Makes a field of the company's own, or changes what it is called and how it behaves. Its kind stays. */
export function CustomFieldForm({ record, field, onDone, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const [names, setNames] = useState({ en: field?.nameEn ?? '', ru: field?.nameRu ?? '' })
  const [help, setHelp] = useState((language === 'ru' ? field?.helpRu : field?.helpEn) ?? '')
  const [kind, setKind] = useState<CustomKind>(field?.kind ?? 'text')
  const [several, setSeveral] = useState(field?.several ?? false)
  const [distinct, setDistinct] = useState(field?.distinct ?? false)
  const [target, setTarget] = useState<(typeof targets)[number]>(field?.target ?? 'companies')
  const [choices, setChoices] = useState('')
  const [preset, setPreset] = useState(field?.preset.length ? String(field.preset[0] as string) : '')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const traits = customKindTraits[kind]
  const other = language === 'ru' ? 'en' : 'ru'
  const asksPreset = written.includes(kind) && !(several && traits.several) && !distinct

  const presetOf = (): unknown[] => {
    const text = preset.trim()
    if (!asksPreset || text === '') return []
    if (kind !== 'number' && kind !== 'integer') return [text]
    const number = writtenNumber(text, language)
    return [number === null ? text : kind === 'integer' ? Number(number) : number]
  }

  async function save(event: FormEvent) {
    event.preventDefault()
    event.stopPropagation()
    if (busy) return
    const facts = {
      nameEn: names.en.trim() || null,
      nameRu: names.ru.trim() || null,
      [language === 'ru' ? 'helpRu' : 'helpEn']: help.trim() || null,
      distinct: distinct && traits.unique,
      preset: presetOf() as never[],
    }
    const many = several && traits.several
    const meant = asField({ id: 1, kind, several: many, target: kind === 'record' ? target : null })
    if (facts.preset.length && !meant.schema.safeParse(facts.preset[0]).success)
      return setProblem(t('fields.preset.wrong'))
    setBusy(true)
    setProblem(null)
    try {
      const { id } = field
        ? await call('customFields.change', { id: field.id, version: field.version, fields: facts })
        : await call('customFields.create', {
            ...facts,
            record,
            kind,
            several: many,
            target: kind === 'record' ? target : null,
          })
      if (!field && kind === 'list')
        for (const name of new Set(
          choices
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean),
        ))
          await call('terms.create', { dictionary: customDictionary(id), name })
      await refreshFields()
      onDone(id)
    } catch (error) {
      setProblem(toldAtForm(error))
      await refreshFields()
    } finally {
      setBusy(false)
    }
  }
  const name = (of: 'en' | 'ru', label: string, focus: boolean) => (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        autoFocus={focus}
        required={focus && names[other].trim() === ''}
        maxLength={120}
        value={names[of]}
        onChange={({ target: { value } }) => setNames({ ...names, [of]: value })}
      />
    </label>
  )
  return (
    <form className={css.fields} onSubmit={(event) => void save(event)}>
      {name(language, t('fields.name'), true)}
      {!field && (
        <label className="field">
          <span>{t('customFields.kind')}</span>
          <select className="input" value={kind} onChange={({ target: { value } }) => setKind(value as CustomKind)}>
            {customKinds.map((one) => (
              <option key={one} value={one}>
                {t(`fields.kind.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {!field && kind === 'record' && (
        <label className="field">
          <span>{t('customFields.target')}</span>
          <select
            className="input"
            value={target}
            onChange={({ target: { value } }) => setTarget(value as typeof target)}
          >
            {targets.map((one) => (
              <option key={one} value={one}>
                {t(`fields.of.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {!field && kind === 'list' && (
        <label className="field">
          <span>{t('fields.choices')}</span>
          <textarea
            className="input"
            rows={4}
            value={choices}
            onChange={({ target: { value } }) => setChoices(value)}
          />
        </label>
      )}
      {!field && traits.several && (
        <label className={css.check}>
          <input type="checkbox" checked={several} onChange={({ target: { checked } }) => setSeveral(checked)} />
          {t('customFields.several')}
        </label>
      )}
      {traits.unique && (
        <label className={css.check}>
          <input type="checkbox" checked={distinct} onChange={({ target: { checked } }) => setDistinct(checked)} />
          {t('fields.distinct')}
        </label>
      )}
      {asksPreset && (
        <label className="field">
          <span>{t('customFields.preset')}</span>
          <input
            className="input"
            type={kind === 'date' ? 'date' : 'text'}
            value={preset}
            onChange={({ target: { value } }) => setPreset(value)}
          />
        </label>
      )}
      <label className="field">
        <span>{t('fields.help')}</span>
        <input className="input" maxLength={500} value={help} onChange={({ target: { value } }) => setHelp(value)} />
      </label>
      {name(other, t(other === 'ru' ? 'customFields.nameRu' : 'customFields.nameEn'), false)}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className={css.buttons}>
        <button type="submit" className="btn primary" disabled={busy}>
          {t(field ? 'settings.save' : 'fields.make')}
        </button>
        <button type="button" className="btn" onClick={onClose}>
          {t('settings.cancel')}
        </button>
      </div>
    </form>
  )
}

/** What a record looks like has changed: it is asked for anew. */
export const refreshFields = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: meQuery.queryKey }),
    queries.invalidateQueries({ queryKey: ['customFields'] }),
    queries.invalidateQueries({ queryKey: ['terms'] }),
  ])
