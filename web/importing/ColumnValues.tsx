import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { Plan, PlannedColumn } from '../../model/importPlan.ts'
import type { RefTarget } from '../../model/fields.ts'
import { useFormat } from '../format.ts'
import { usePeople, usePipelines, useStages, useTerms } from '../queries.ts'
import { useFound } from '../records/options.tsx'
import { PickOne } from '../ui/Pick.tsx'
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
  /** shows more of the values, if there may be more */
  onMore: (() => void) | undefined
}

/** What is written in a column, and what each value is taken for; those that name nothing come first. */
export function ColumnValues({ plan, column, values, onPlan, onMore }: Props) {
  const t = useWords()
  const format = useFormat()
  const known = useKnown(plan, values)
  const { column: name, place, missing } = column
  const stages = place === 'deals.stageId'
  const decided = plan.values[name] ?? {}
  /** the value for which another name is being sought */
  const [seeking, setSeeking] = useState<string | null>(null)
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
        const chosen = [decided[value], found].flatMap((one) => one ?? [])
        const options = [...new Set([...chosen, ...near, ...known.names])]
        return (
          <div key={value} className={css.value}>
            <span title={value}>{value}</span>
            <span className={`num ${css.count ?? ''}`}>{format.number(String(count))}</span>
            <IconArrowRight size={14} stroke={1.75} aria-hidden />
            {seeking === value ? (
              <Found
                to={values.to}
                label={t('importing.values.meant', { value })}
                onFound={(found) => {
                  setSeeking(null)
                  if (found !== null) choose(value, found)
                }}
              />
            ) : (
              <select
                className={`input ${meant === '' && missing !== 'create' ? css.lost : ''}`}
                aria-label={t('importing.values.meant', { value })}
                value={meant}
                onChange={(event) =>
                  event.target.value === find ? setSeeking(value) : choose(value, event.target.value)
                }
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
                {sought.has(values.to) && <option value={find}>{t('importing.values.find')}</option>}
              </select>
            )}
          </div>
        )
      })}
      {values.distinct > values.items.length && (
        <button type="button" className={`btn line ${css.rest ?? ''}`} disabled={!onMore} onClick={onMore}>
          {t('importing.values.more', { count: values.distinct - values.items.length })}
        </button>
      )}
    </div>
  )
}

/** Choices that no name can be. */
const make = '\u0000'
const find = '\u0001'
/** Records of which there may be too many to be offered all at once. */
const sought: ReadonlySet<RefTarget> = new Set(['products', 'companies', 'contacts', 'productSections', 'departments'])

/** Any of the records there are, found by typing. */
function Found({ to, label, onFound }: { to: RefTarget; label: string; onFound(name: string | null): void }) {
  const t = useWords()
  const [text, setText] = useState('')
  const { options, loading } = useFound(to, text)
  return (
    <PickOne
      label={label}
      placeholder={t('importing.values.name')}
      value={null}
      options={options}
      loading={loading}
      text={text}
      onText={setText}
      onPick={(option) => onFound(option?.name ?? null)}
      onCancel={() => onFound(null)}
    />
  )
}

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
