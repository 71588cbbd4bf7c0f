import { IconAlertCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Plan } from '../../model/importPlan.ts'
import { ApiError, call } from '../api.ts'
import { useFormat } from '../format.ts'
import { usePipelines } from '../queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { heardOf, useImport, type Draft } from './importData.ts'
import { keysOf, partsOfPlace, placeWord } from './places.ts'
import css from './TrialPanel.module.css'

interface Props {
  draft: Draft
  plan: Plan
  /** the plan has been given for trial as it stands */
  fresh: boolean
  problem: string | null
  /** has it counted, where that is not done unasked */
  onCount: (() => void) | undefined
  onPlan(plan: Plan): void
  onBack(): void
  onSheet(id: number): void
}

const policies = ['skip', 'fill', 'overwrite'] as const

/** What the import would do, and the way to have it done. */
export function TrialPanel({ draft, plan, fresh, problem, onCount, onPlan, onBack, onSheet }: Props) {
  const t = useWords()
  const format = useFormat()
  const pipelines = usePipelines().filter(({ removedAt }) => removedAt === null)
  const state = useImport(draft.id)
  const [refused, setRefused] = useState<string | null>(null)
  const [going, setGoing] = useState(false)
  const [copied, setCopied] = useState(false)
  // The counts of the decision before stay to be seen, but nothing is imported by them.
  const trial = state?.trial
  const counting = state?.state === 'trying' || (!trial && !onCount)
  const trouble = problem ?? refused ?? (fresh ? state?.problem : null)
  const coming = trial ? trial.rows - trial.refused - trial.unchanged : 0
  const run = async () => {
    setGoing(true)
    try {
      // Once its import has ended the file is let go.
      if (further !== undefined && !copied) {
        onSheet((await call('imports.copy', { id: draft.id, sheet: further })).id)
        setCopied(true)
      }
      heardOf(await call('imports.run', { id: draft.id, plan }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setRefused(error.code === 'offline' ? t('state.offline') : error.message)
      setGoing(false)
    }
  }
  const further = draft.sheets?.[draft.sheets.indexOf(draft.sheet ?? '') + 1]
  const number = (count: number | undefined) => (count ? format.number(String(count)) : '—')
  const keys = keysOf(plan)
  const names = trial ? [...new Set([...Object.keys(trial.created), ...Object.keys(trial.updated)])] : []
  return (
    <aside className={css.panel} aria-label={t('importing.what')}>
      <div className={css.scroll}>
        <h2 className={css.heading}>
          {t('importing.what')}
          <span role="status">
            {counting
              ? !trouble &&
                t('importing.counting', {
                  done: format.number(String(state?.state === 'trying' ? state.rowsDone : 0)),
                  count: format.number(String(draft.rowsTotal)),
                })
              : t(trial ? (fresh ? 'importing.counted' : 'importing.counted.before') : 'importing.uncounted')}
          </span>
        </h2>
        {trouble ? (
          <p className={css.trouble} role="alert">
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            {trouble}
          </p>
        ) : counting ? (
          <progress
            className={css.progress}
            max={draft.rowsTotal}
            value={state?.state === 'trying' ? state.rowsDone : 0}
            aria-label={t('importing.what')}
          />
        ) : !trial ? null : (
          <div className={fresh ? undefined : css.before}>
            <table className={css.counts}>
              <thead>
                <tr>
                  <th scope="col">{t('importing.records')}</th>
                  <th scope="col">{t('importing.create')}</th>
                  <th scope="col">{t('importing.update')}</th>
                </tr>
              </thead>
              <tbody>
                {names.map((name) => (
                  <tr key={name} data-record={name}>
                    <th scope="row">{t(`importing.records.${name}` as WordKey)}</th>
                    <td data-count="created">{number(trial.created[name])}</td>
                    <td data-count="updated">{number(trial.updated[name])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {trial.unchanged > 0 && <p className={css.quiet}>{t('importing.unchanged', { count: trial.unchanged })}</p>}
            {trial.refused > 0 && (
              <section className={css.refused}>
                <h3>{t('importing.refused', { count: trial.refused })}</h3>
                <ul>
                  {trial.reasons.map(({ reason, count, rows }) => (
                    <li key={reason}>
                      <b className="num">{format.number(String(count))}</b>
                      <span>
                        {reason}
                        <small>
                          {count > rows.length
                            ? t('importing.reason.more', { rows: rows.join(', '), count: count - rows.length })
                            : t('importing.reason.rows', { rows: rows.join(', ') })}
                        </small>
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
        )}
        {onCount && !fresh && (
          <div className={css.ask}>
            <p className={css.quiet}>{t('importing.count.large')}</p>
            <button type="button" className="btn line" onClick={onCount}>
              {t('importing.count')}
            </button>
          </div>
        )}
        {plan.record === 'deals' && !plan.columns.some(({ place }) => place === 'deals.pipelineId') && (
          <label className="field">
            <span>{t('importing.pipeline')}</span>
            <select
              className="input"
              value={plan.pipeline ?? pipelines[0]?.name ?? ''}
              onChange={(event) => onPlan({ ...plan, pipeline: event.target.value, newStages: [] })}
            >
              {pipelines.map(({ id, name }) => (
                <option key={id}>{name}</option>
              ))}
            </select>
          </label>
        )}
        {keys.length > 0 && (
          <label className="field">
            <span>{t('importing.by')}</span>
            <select
              className="input"
              value={plan.key ?? ''}
              onChange={(event) => onPlan({ ...plan, key: keys.find((one) => one === event.target.value) ?? null })}
            >
              {keys.map((one) => (
                <option key={one} value={one}>
                  {t(placeWord(...partsOfPlace(one)))}
                </option>
              ))}
              <option value="">{t('importing.by.nothing')}</option>
            </select>
          </label>
        )}
        <fieldset className={css.policy} hidden={plan.record !== 'deals' && plan.key === null}>
          <legend>{t('importing.existing')}</legend>
          <div>
            {policies.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="existing"
                  checked={plan.existing === one}
                  onChange={() => onPlan({ ...plan, existing: one })}
                />
                <span>{t(`importing.existing.${one}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <footer className={css.foot}>
        <button
          type="button"
          className="btn primary lg"
          disabled={!trial || !fresh || coming <= 0 || going}
          onClick={() => void run()}
        >
          {trial && coming <= 0
            ? t('importing.go.none')
            : t('importing.go', { count: trial ? coming : draft.rowsTotal })}
        </button>
        <button type="button" className="btn lg" onClick={onBack}>
          {t('importing.back')}
        </button>
        <small>{t('importing.undoable')}</small>
      </footer>
    </aside>
  )
}
