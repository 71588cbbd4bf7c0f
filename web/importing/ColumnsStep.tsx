import { useCallback, useEffect, useRef, useState } from 'react'
import type { Plan } from '../../model/importPlan.ts'
import { ApiError } from '../api.ts'
import { useWords } from '../words.ts'
import { ColumnRow } from './ColumnRow.tsx'
import { keepPlan, tryPlan, type Draft } from './importData.ts'
import { TrialPanel } from './TrialPanel.tsx'
import css from './ColumnsStep.module.css'

interface Props {
  draft: Draft
  plan: Plan
  onPlan(plan: Plan): void
  onBack(): void
  /** another sheet of the workbook is to be decided after this one */
  onSheet(id: number): void
}

/** Files up to so many rows are counted unasked; to count a larger one takes too long to be begun at each decision. */
const countedUnasked = 20_000
/** After so long without a decision. */
const restFor = (rows: number) => 700 + Math.min(rows, countedUnasked) / 10

/** Where each column goes and what its values mean; beside it what would happen, counted anew after each decision. */
export function ColumnsStep({ draft, plan, onPlan, onBack, onSheet }: Props) {
  const t = useWords()
  const [problem, setProblem] = useState<string | null>(null)
  /** the plan that has been given for trial */
  const [counted, setCounted] = useState<Plan | null>(null)
  const large = draft.rowsTotal > countedUnasked
  const asked = useRef(0)
  const give = useCallback(
    async (act: () => Promise<unknown>, done?: () => void) => {
      const turn = done ? ++asked.current : asked.current
      try {
        await act()
        if (turn !== asked.current) return
        setProblem(null)
        done?.()
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (turn === asked.current) setProblem(error.code === 'offline' ? t('state.offline') : error.message)
      }
    },
    [t],
  )
  const count = useCallback(
    (what: Plan) =>
      give(
        () => tryPlan(draft.id, what),
        () => setCounted(what),
      ),
    [give, draft.id],
  )
  useEffect(() => {
    if (plan === counted) return
    // What is still on its way is of the plan before.
    asked.current++
    const act = () => (large ? give(() => keepPlan(draft.id, plan)) : count(plan))
    const timer = setTimeout(() => void act(), restFor(draft.rowsTotal))
    return () => clearTimeout(timer)
  }, [draft.id, draft.rowsTotal, plan, counted, large, give, count])
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
      <TrialPanel
        draft={draft}
        plan={plan}
        fresh={counted === plan}
        problem={problem}
        onCount={large ? () => void count(plan) : undefined}
        onPlan={onPlan}
        onBack={onBack}
        onSheet={onSheet}
      />
    </div>
  )
}
