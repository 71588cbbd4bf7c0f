import { useState, type FormEvent } from 'react'
import { call } from '../../api.ts'
import { told } from '../../asking.ts'
import { toast } from '../../ui/toasts.tsx'
import { useLanguage, useWords } from '../../words.ts'
import { Panel } from '../team/Panel.tsx'
import { refreshCurrencies, type Currency } from './currenciesData.ts'
import { RateInput, rateOf } from './RateForm.tsx'
import part from '../common/Part.module.css'

interface Props {
  known: readonly Currency[]
  base: string
  onMade(id: number): void
  onClose(): void
}

/** Adds a currency of the world's, with what it is worth today. */
export function NewCurrency({ known, base, onMade, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const codes = Intl.supportedValuesOf('currency').filter((code) => !known.some((one) => one.code === code))
  const [code, setCode] = useState('')
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function add(event: FormEvent) {
    event.preventDefault()
    if (busy || code === '') return
    const rate = rateOf(text, language)
    if (rate === null) return setProblem(t('settings.currency.rate.wrong'))
    setBusy(true)
    setProblem(null)
    try {
      const { id } = await call('currencies.create', { code, name: capital(names.of(code) ?? code, language) })
      await refreshCurrencies()
      onMade(id)
      await call('currencies.setRate', { id, rate })
      await refreshCurrencies()
      toast(t('settings.currency.added', { code }))
    } catch (error) {
      setProblem(told(error))
      toast(told(error), { bad: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel
      title={t('settings.currency.new')}
      onClose={onClose}
      footer={
        <>
          <button type="submit" form="newCurrency" className="btn primary" disabled={busy || code === ''}>
            {t('settings.currency.make')}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t('settings.cancel')}
          </button>
        </>
      }
    >
      <form id="newCurrency" style={{ display: 'contents' }} onSubmit={(event) => void add(event)}>
        <label className="field">
          <span>{t('settings.currency')}</span>
          <select className="input" name="code" required value={code} onChange={(event) => setCode(event.target.value)}>
            <option value="" />
            {codes.map((one) => (
              <option key={one} value={one}>{`${one} · ${names.of(one) ?? one}`}</option>
            ))}
          </select>
        </label>
        <RateInput
          label={t('settings.currency.one', { code: code || '…', base })}
          text={text}
          invalid={problem !== null}
          onText={(next) => {
            setText(next)
            setProblem(null)
          }}
        />
        {problem ? (
          <p className="problem" role="alert">
            {problem}
          </p>
        ) : (
          <p className={part.hint}>{t('settings.currency.new.hint')}</p>
        )}
      </form>
    </Panel>
  )
}

const capital = (name: string, language: string) => name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
