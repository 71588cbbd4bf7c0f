import { IconArrowRight } from '@tabler/icons-react'
import type { Plan, PlannedColumn } from '../../model/importPlan.ts'
import { useFormat } from '../format.ts'
import { usePeople, usePipelines, useStages, useTerms } from '../queries.ts'
import { useWords } from '../words.ts'
import type { Output } from '../api.ts'
import { withValue } from './places.ts'
import css from './ColumnsStep.module.css'

type Values = NonNullable<Output<'imports.values'>['values']>

interface Props {
  plan: Plan
  column: PlannedColumn
  values: Values
  onPlan(plan: Plan): void
}

/** What is written in a column, and what each value is taken for; those that name nothing come first. */
export function ColumnValues({ plan, column, values, onPlan }: Props) {
  const t = useWords()
  const format = useFormat()
  const known = useKnown(plan, values)
  const { column: name, place, missing } = column
  const stages = place === 'deals.stageId'
  const decided = plan.values[name] ?? {}
  const choose = (value: string, meant: string) => {
    const made = meant === make
    const next = withValue(plan, name, value, made || !meant ? null : meant)
    const others = plan.newStages.filter((one) => one !== value)
    onPlan(
      stages
        ? { ...next, newStages: made ? [...others, value] : others, ...(made ? inPipeline(plan, known.pipeline) : {}) }
        : next,
    )
  }
  return (
    <div className={css.values} role="group" aria-label={t('importing.values.of', { column: name })}>
      {values.items.map(({ value, count, name: found, near }) => {
        const created = stages && plan.newStages.includes(value)
        const meant = created ? make : (decided[value] ?? (found === null ? '' : found))
        const options = [...new Set([...(found === null ? [] : [found]), ...near, ...known.names])]
        return (
          <div key={value} className={css.value}>
            <span title={value}>{value}</span>
            <span className={`num ${css.count ?? ''}`}>{format.number(String(count))}</span>
            <IconArrowRight size={14} stroke={1.75} aria-hidden />
            <select
              className={`input ${meant === '' && missing !== 'create' ? css.lost : ''}`}
              aria-label={t('importing.values.meant', { value })}
              value={meant}
              onChange={(event) => choose(value, event.target.value)}
            >
              {(found === null || decided[value] !== undefined) && (
                <option value="">
                  {missing === 'create' ? t('importing.values.make', { value }) : t('importing.values.none')}
                </option>
              )}
              {stages && <option value={make}>{t('importing.values.make', { value })}</option>}
              {options.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </div>
        )
      })}
      {values.distinct > values.items.length && (
        <span className={css.rest}>{t('importing.values.more', { count: values.distinct - values.items.length })}</span>
      )}
    </div>
  )
}

/** A choice that no name can be. */
const make = '\u0000'
const inPipeline = (plan: Plan, pipeline: string | null) => (plan.pipeline === null ? { pipeline } : {})

/** Names that may be chosen, where they are few enough to be all at hand. */
function useKnown(plan: Plan, { to, dictionary }: Values): { names: string[]; pipeline: string | null } {
  const people = usePeople()
  const terms = useTerms()
  const stages = useStages()
  const pipelines = usePipelines().filter(({ removedAt }) => removedAt === null)
  const pipeline = pipelines.find(({ name }) => name === plan.pipeline) ?? pipelines[0]
  const names =
    to === 'users'
      ? people.filter(({ active }) => active).map(({ name }) => name)
      : to === 'terms'
        ? terms.filter((term) => term.dictionary === dictionary && term.removedAt === null).map(({ name }) => name)
        : to === 'stages'
          ? stages
              .filter(({ pipelineId, removedAt }) => pipelineId === pipeline?.id && removedAt === null)
              .map(({ name }) => name)
          : to === 'pipelines'
            ? pipelines.map(({ name }) => name)
            : []
  return { names, pipeline: pipeline?.name ?? null }
}
