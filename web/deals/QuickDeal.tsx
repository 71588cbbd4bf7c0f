import { useRef, useState } from 'react'
import { ApiError, call } from '../api.ts'
import { useMe, useStages } from '../queries.ts'
import { AskedFields, nothingFilled, problemWith, type Filled } from '../records/AskedFields.tsx'
import { askedBy } from '../records/asking.tsx'
import { useHidden } from '../records/hidden.ts'
import { writtenNumber } from '../records/pasted.ts'
import { WithReferences } from '../records/references.tsx'
import { useLanguage, useWords } from '../words.ts'
import { readBoard, type Stage } from './boardData.ts'
import css from './QuickDeal.module.css'

interface Props {
  stageId: number
  /** to choose another one of; not asked for if left out */
  stages?: readonly Stage[]
  submit?: string
  /** what it is called to begin with */
  title?: string
  /** the client whom it is for */
  client?: { companyId?: number; contactIds?: number[] }
  onMade(id: number): void
  onClose(): void
}

/** The few fields with which a deal begins. Enter adds it, Escape leaves. */
export function QuickDeal({ stageId, stages, submit, title, client, onMade, onClose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const hidden = useHidden('deals')
  const currency = useMe()?.company.baseCurrency
  const [problem, setProblem] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const [filled, setFilled] = useState<Filled>(nothingFilled)
  const [asked, setAsked] = useState<readonly string[]>([])
  const own = useRef<HTMLFormElement>(null)
  const pipelineId = useStages().find(({ id }) => id === stageId)?.pipelineId

  async function add({ values }: Filled) {
    if (!own.current) return
    const form = new FormData(own.current)
    setBusy(true)
    setProblem(null)
    try {
      const title = String(form.get('title')).trim()
      const typed = String(form.get('amount') ?? '').trim()
      const amount = typed && (writtenNumber(typed, language) ?? typed)
      const deal = await call('deals.create', {
        stageId: Number(form.get('stage') ?? stageId),
        ...(title ? { title } : {}),
        ...(amount ? { amount } : {}),
        ...client,
        ...values,
      })
      await readBoard()
      onMade(deal.id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const missing = askedBy(error).filter((name) => name !== 'amount')
      setAsked([...new Set([...asked, ...missing])])
      setProblem(error)
      setBusy(false)
    }
  }

  const wrong = problem && !problem.needs ? problemWith(problem, asked) : null
  const submitButton = (
    <button type="submit" className="btn primary" disabled={busy}>
      {submit ?? t('deal.new.submit')}
    </button>
  )
  return (
    <form
      className={css.quick}
      ref={own}
      onSubmit={(event) => {
        event.preventDefault()
        void add(filled)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <input
        className="input"
        name="title"
        defaultValue={title}
        autoFocus
        autoComplete="off"
        maxLength={255}
        placeholder={t('deal.new.placeholder')}
        aria-label={t('deals.title')}
        aria-invalid={problem?.field === 'title'}
      />
      {stages && (
        <select className="input" name="stage" defaultValue={stageId} aria-label={t('deals.stageId')}>
          {stages.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <div className={css.row}>
        {!hidden.has('amount') && (
          <label className={css.amount}>
            <input
              className="input num"
              name="amount"
              autoComplete="off"
              inputMode="decimal"
              placeholder={t('deals.amount')}
              aria-label={t('deals.amount')}
              aria-invalid={problem?.field === 'amount'}
            />
            <span className="t3">{currency}</span>
          </label>
        )}
        {asked.length === 0 && submitButton}
      </div>
      {asked.length > 0 && (
        <WithReferences>
          <AskedFields
            record="deals"
            fields={asked}
            row={{ id: 0, version: 0, names: {}, hidden: [], currency, pipelineId }}
            filled={filled}
            problem={wrong}
            onFill={setFilled}
            onDone={(all) => void add(all)}
          />
        </WithReferences>
      )}
      {asked.length > 0 && <div className={css.row}>{submitButton}</div>}
      {problem && wrong?.field === undefined && (
        <p className="problem" role="alert">
          {problem.code === 'offline' ? t('state.offline') : problem.message}
        </p>
      )}
    </form>
  )
}
