import { IconAlertCircle, IconCheck, IconChevronDown, IconChevronRight, IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { planDates, type Place, type Plan, type PlannedColumn } from '../../model/importPlan.ts'
import { call } from '../api.ts'
import { useWords } from '../words.ts'
import { ColumnValues } from './ColumnValues.tsx'
import type { Draft } from './importData.ts'
import { groupsOf, missingOf, namesRecords, placeWord, withColumn, withPlace, writtenAs } from './places.ts'
import css from './ColumnsStep.module.css'

interface Props {
  draft: Draft
  plan: Plan
  column: PlannedColumn
  samples: readonly string[]
  onPlan(plan: Plan): void
}

/** A column of the file: what stands in it, where it goes, and whether that is understood. */
export function ColumnRow({ draft, plan, column, samples, onPlan }: Props) {
  const t = useWords()
  const { column: name, place } = column
  const [open, setOpen] = useState(false)
  const [most, setMost] = useState(atOnce)
  const named = namesRecords(place)
  const { data } = useQuery({
    queryKey: [
      'imports',
      'values',
      draft.id,
      name,
      place,
      column.as,
      plan.values[name],
      plan.pipeline,
      plan.newStages,
      most,
    ],
    queryFn: ({ signal }) => call('imports.values', { id: draft.id, plan, column: name, most }, signal),
    enabled: named,
    placeholderData: (before, query) => (query?.queryKey[4] === place ? before : undefined),
  })
  const values = named ? data?.values : null
  const unknown = values ? values.unknown - newStages(plan, place, values.items) : 0
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <li className={place ? undefined : css.out}>
      <div className={css.line}>
        <span className={css.name} title={name}>
          {name}
        </span>
        <span className={css.samples}>{samples.join('; ')}</span>
        <select
          className={`input ${css.target ?? ''}`}
          aria-label={t('importing.target.of', { column: name })}
          value={place ?? ''}
          onChange={(event) => onPlan(withPlace(plan, name, (event.target.value || null) as Place | null))}
        >
          <option value="">{t('importing.none')}</option>
          {groupsOf(plan.record).map(({ group, fields }) => (
            <optgroup key={group} label={t(`importing.group.${group}`)}>
              {fields.map((field) => (
                <option key={field} value={`${group}.${field}`}>
                  {t(`importing.group.${group}`)}: {t(placeWord(group, field))}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <span className={`${css.state} ${unknown > 0 && !makes(column) ? css.warn : ''}`}>
          {!place ? (
            t('importing.out')
          ) : values ? (
            <button
              type="button"
              aria-expanded={open}
              aria-label={`${t('importing.values.of', { column: name })}: ${t('importing.values.some', { known: values.distinct - unknown, count: values.distinct })}`}
              onClick={() => setOpen(!open)}
            >
              {unknown > 0 && !makes(column) && !open ? (
                <IconAlertCircle size={16} stroke={1.75} aria-hidden />
              ) : (
                <Chevron size={16} stroke={1.75} aria-hidden />
              )}
              {t('importing.values.some', { known: values.distinct - unknown, count: values.distinct })}
            </button>
          ) : plan.key === place ? (
            <>
              <IconKey size={16} stroke={1.75} aria-hidden />
              {t('importing.key')}
            </>
          ) : (
            <>
              <IconCheck size={16} stroke={1.75} aria-hidden />
              {t('importing.fine')}
            </>
          )}
        </span>
      </div>
      <How
        plan={plan}
        column={column}
        open={open || writtenAs(place) === 'date' || writtenAs(place) === 'decimal'}
        onPlan={onPlan}
      />
      {open && values && (
        <ColumnValues
          plan={plan}
          column={column}
          values={values}
          onPlan={onPlan}
          onMore={most < mostValues ? () => setMost(Math.min(most + atOnce, mostValues)) : undefined}
        />
      )}
    </li>
  )
}

/** Values of a column that are shown, and that a press shows more. */
const atOnce = 200
const mostValues = 5000

const makes = ({ missing }: PlannedColumn) => missing === 'create' || missing === 'empty'
const newStages = (plan: Plan, place: Place | null, items: readonly { value: string; name: string | null }[]) =>
  place === 'deals.stageId'
    ? items.filter(({ value, name }) => name === null && plan.newStages.includes(plan.values[''] ? '' : value)).length
    : 0

/** How the cells are written and what becomes of names that are not there. */
function How({ plan, column, open, onPlan }: Pick<Props, 'plan' | 'column' | 'onPlan'> & { open: boolean }) {
  const t = useWords()
  const { column: name, place, as, missing } = column
  const asked = writtenAs(place)
  const choices = missingOf(place)
  if (!open || (!asked && choices.length < 2)) return null
  const write = (change: NonNullable<PlannedColumn['as']>) =>
    onPlan(withColumn(plan, name, { as: { ...as, ...change } }))
  return (
    <div className={css.more}>
      {asked === 'date' && (
        <label>
          {t('importing.as.date')}
          <select
            className="input"
            value={as?.date ?? 'YYYY-MM-DD'}
            onChange={(event) =>
              write({ date: event.target.value as NonNullable<NonNullable<PlannedColumn['as']>['date']> })
            }
          >
            {planDates.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      {asked === 'decimal' && (
        <label>
          {t('importing.as.decimal')}
          <select
            className="input"
            value={as?.decimal ?? '.'}
            onChange={(event) => write({ decimal: event.target.value as '.' | ',' })}
          >
            <option value=".">{t('importing.as.point')}</option>
            <option value=",">{t('importing.as.comma')}</option>
          </select>
        </label>
      )}
      {asked === 'separator' && (
        <label>
          {t('importing.as.separator')}
          <select
            className="input"
            value={as?.separator ?? ''}
            onChange={(event) =>
              onPlan(withColumn(plan, name, { as: event.target.value ? { separator: event.target.value } : undefined }))
            }
          >
            <option value="">{t('importing.as.single')}</option>
            {[',', ';', '|'].map((sign) => (
              <option key={sign}>{sign}</option>
            ))}
          </select>
        </label>
      )}
      {choices.length > 1 && (
        <label>
          {t('importing.missing')}
          <select
            className="input"
            value={missing ?? 'refuse'}
            onChange={(event) => onPlan(withColumn(plan, name, { missing: event.target.value as typeof missing }))}
          >
            {choices.map((one) => (
              <option key={one} value={one}>
                {t(`importing.missing.${one}`)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}
