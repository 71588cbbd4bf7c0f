import { useEffect, useRef, useState } from 'react'
import type { Plan } from '../../model/importPlan.ts'
import { ApiError } from '../api.ts'
import { useWords } from '../words.ts'
import { ColumnRow } from './ColumnRow.tsx'
import { tryPlan, type Draft } from './importData.ts'
import { TrialPanel } from './TrialPanel.tsx'
import css from './ColumnsStep.module.css'

interface Props {
  draft: Draft
  plan: Plan
  onPlan(plan: Plan): void
  onBack(): void
}

/** After so long without a decision the whole file is tried. */
const rest = 700

/** Where each column goes and what its values mean; beside it what would happen, counted anew after each decision. */
export function ColumnsStep({ draft, plan, onPlan, onBack }: Props) {
  const t = useWords()
  const [problem, setProblem] = useState<string | null>(null)
  /** the plan that has been given for trial */
  const [tried, setTried] = useState<Plan | null>(null)
  const asked = useRef(0)
  useEffect(() => {
    const turn = ++asked.current
    const timer = setTimeout(() => {
      void tryPlan(draft.id, plan).then(
        () => {
          if (turn !== asked.current) return
          setProblem(null)
          setTried(plan)
        },
        (error: unknown) => {
          if (!(error instanceof ApiError)) throw error
          if (turn === asked.current) setProblem(error.code === 'offline' ? t('state.offline') : error.message)
        },
      )
    }, rest)
    return () => clearTimeout(timer)
  }, [draft.id, plan, t])
  const out = plan.columns.filter(({ place }) => !place).length
  return (
    <div className={css.step}>
      <section className={css.columns} aria-label={t('importing.step.columns')}>
        <h2 className={css.heading}>
          {t('importing.columns', { count: plan.columns.length })}
          <span>
            {t('importing.known', { count: plan.columns.length - out })}
            {out > 0 && <>, {t('importing.passed', { count: out })}</>}
          </span>
        </h2>
        <div className={css.head} aria-hidden>
          <span>{t('importing.column')}</span>
          <span>{t('importing.samples')}</span>
          <span>{t('importing.target')}</span>
        </div>
        <ul>
          {plan.columns.map((column) => (
            <ColumnRow
              key={column.column}
              draft={draft}
              plan={plan}
              column={column}
              samples={draft.columns.find(({ name }) => name === column.column)?.samples ?? []}
              onPlan={onPlan}
            />
          ))}
        </ul>
      </section>
      <TrialPanel draft={draft} plan={plan} fresh={tried === plan} problem={problem} onPlan={onPlan} onBack={onBack} />
    </div>
  )
}
