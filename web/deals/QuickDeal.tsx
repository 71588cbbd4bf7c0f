import { useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { useMe } from '../queries.ts'
import { useLanguage, useWords } from '../words.ts'
import { writtenNumber } from '../records/pasted.ts'
import { readBoard } from './boardData.ts'
import css from './QuickDeal.module.css'

/** The few fields with which a deal begins. Enter adds it, Escape leaves. */
export function QuickDeal({ stageId, onMade, onClose }: { stageId: number; onMade(id: number): void; onClose(): void }) {
  const t = useWords()
  const language = useLanguage()
  const currency = useMe()?.company.baseCurrency
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(null)
    try {
      const title = String(form.get('title')).trim()
      const typed = String(form.get('amount')).trim()
      const amount = typed && (writtenNumber(typed, language) ?? typed)
      const deal = await call('deals.create', { stageId, ...(title ? { title } : {}), ...(amount ? { amount } : {}) })
      await readBoard()
      onMade(deal.id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.code === 'offline' ? t('state.offline') : error.message)
      setBusy(false)
    }
  }

  return (
    <form
      className={css.quick} onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <input className="input" name="title" autoFocus maxLength={255} placeholder={t('deal.new.placeholder')} aria-label={t('deals.title')} />
      <div className={css.row}>
        <input className={`input num ${css.amount ?? ''}`} name="amount" inputMode="decimal" placeholder={t('deals.amount')} aria-label={t('deals.amount')} />
        <span className="t3">{currency}</span>
        <button type="submit" className="btn primary" disabled={busy}>{t('deal.new.submit')}</button>
      </div>
      {problem && <p className="problem" role="alert">{problem}</p>}
    </form>
  )
}
