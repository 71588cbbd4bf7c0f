import { IconAlertCircle, IconCircleCheck, IconDownload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, call } from '../api.ts'
import { useFormat } from '../format.ts'
import { useWords, type WordKey } from '../words.ts'
import { heardOf, saveRefusals, type ImportState } from './importData.ts'
import css from './RunStep.module.css'

const pages = ['deals', 'contacts', 'companies', 'products'] as const

/** An import on its way, or what it has come to. */
export function RunStep({
  state,
  onNext,
  nextSheet,
  onAnother,
}: {
  state: ImportState
  /** to the next one of the files that were brought together */
  onNext?: (() => void) | undefined
  /** the next one is another sheet of the same workbook */
  nextSheet: boolean
  onAnother(): void
}) {
  const t = useWords()
  const format = useFormat()
  const [problem, setProblem] = useState<string | null>(null)
  const tried = (act: () => Promise<unknown>) => {
    setProblem(null)
    act().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.code === 'offline' ? t('state.offline') : error.message)
    })
  }
  const { id, state: now, created, updated, kept } = state
  const busy = now === 'waiting' || now === 'running' || now === 'undoing'
  const list = (counts: Record<string, number>) =>
    Object.entries(counts).map(([name, count]) => ({
      name: t(`importing.records.${name}` as WordKey),
      count: format.number(String(count)),
    }))
  const total = state.rowsTotal ?? 0
  const page = pages.find((name) => (created[name] ?? updated[name] ?? 0) > 0)
  const troubles = [problem, state.problem].filter((one) => one !== null)
  return (
    <div className={css.step}>
      <section className={css.card} aria-busy={busy}>
        <h2>
          {now === 'done' && <IconCircleCheck size={20} stroke={1.75} aria-hidden className={css.good} />}
          {t(`importing.state.${now}` as WordKey)}
        </h2>
        <span className="hidden-text" role="status">
          {t(`importing.state.${now}` as WordKey)}
        </span>
        {busy && (
          <>
            <progress
              {...(now === 'running' ? { max: Math.max(1, total), value: state.rowsDone } : {})}
              aria-label={t(`importing.state.${now}` as WordKey)}
            />
            <p className={css.quiet}>
              {now === 'running' &&
                `${t('importing.running', { done: format.number(String(state.rowsDone)), count: format.number(String(total)) })}. `}
              {t('importing.leave')}
            </p>
          </>
        )}
        {troubles.map((trouble) => (
          <p key={trouble} className={css.trouble} role="alert">
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            {trouble}
          </p>
        ))}
        {now !== 'undone' && (
          <div className={css.tallies}>
            <Tally title={t('importing.created')} rows={list(created)} />
            <Tally title={t('importing.updated')} rows={list(updated)} />
          </div>
        )}
        {now === 'undone' && Object.keys(kept).length > 0 && (
          <p>
            {t('importing.kept', {
              list: list(kept)
                .map(({ name, count }) => `${name} ${count}`)
                .join(', '),
            })}
          </p>
        )}
        {state.unchanged > 0 && <p className={css.quiet}>{t('importing.unchanged', { count: state.unchanged })}</p>}
        {state.refused > 0 && now !== 'undone' && (
          <p className={css.refused}>
            <b>{t('importing.refused', { count: state.refused })}.</b> {t('importing.refusals.text')}
            <button type="button" className="btn line" onClick={() => tried(() => saveRefusals(id))}>
              <IconDownload size={16} stroke={1.75} aria-hidden />
              {t('importing.refusals')}
            </button>
          </p>
        )}
        <div className={css.actions}>
          {!busy && onNext && (
            <button type="button" className="btn primary lg" onClick={onNext}>
              {t(nextSheet ? 'importing.sheets.next' : 'importing.files.next')}
            </button>
          )}
          {!busy && now !== 'undone' && page && (
            <Link className={`btn ${onNext ? 'line' : 'primary'} lg`} to={`/${page}` as '/deals'} search={{}}>
              {t('importing.open')}
            </Link>
          )}
          {(now === 'waiting' || now === 'running') && (
            <button
              type="button"
              className="btn line lg"
              onClick={() => tried(async () => heardOf(await call('imports.cancel', { id })))}
            >
              {t('importing.stop')}
            </button>
          )}
          {['done', 'failed', 'cancelled'].includes(now) && (
            <button
              type="button"
              className="btn line lg"
              onClick={() => tried(async () => heardOf(await call('imports.undo', { id })))}
            >
              {t('importing.undo')}
            </button>
          )}
          {!busy && !onNext && (
            <button type="button" className="btn lg" onClick={onAnother}>
              {t('importing.another')}
            </button>
          )}
        </div>
      </section>
    </div>
  )
}

function Tally({ title, rows }: { title: string; rows: { name: string; count: string }[] }) {
  if (!rows.length) return null
  return (
    <dl>
      <dt className={css.quiet}>{title}</dt>
      {rows.map(({ name, count }) => (
        <dd key={name}>
          <span>{name}</span>
          <b className="num">{count}</b>
        </dd>
      ))}
    </dl>
  )
}
