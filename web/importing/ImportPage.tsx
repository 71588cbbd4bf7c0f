import { IconCheck, IconChevronRight, IconFileSpreadsheet, IconX } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Plan } from '../../model/importPlan.ts'
import { ApiError } from '../api.ts'
import { WithReferences } from '../records/references.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { PageError } from '../shell/states.tsx'
import { useWords, type WordKey } from '../words.ts'
import { ColumnsStep } from './ColumnsStep.tsx'
import { FileQueue } from './FileQueue.tsx'
import { FileStep } from './FileStep.tsx'
import { useDraft, useImport, useImportQuery, type Reading } from './importData.ts'
import { InsideStep } from './InsideStep.tsx'
import { RunStep } from './RunStep.tsx'
import css from './ImportPage.module.css'

const steps = ['file', 'inside', 'columns', 'run'] as const
type Step = (typeof steps)[number]

export interface ImportSearch {
  /** the import whose file is on the screen */
  id?: number | undefined
  step?: 'columns' | undefined
  /** all files that were brought at once, in the order in which they are imported */
  files?: number[] | undefined
}

/** A file is brought: chosen, looked at, decided column by column, and imported. Where one is stands in the address. */
export function ImportPage() {
  const t = useWords()
  const navigate = useNavigate()
  const { id, step, files = [] } = useSearch({ from: '/inside/import' })
  const { data: state, error, refetch } = useImportQuery(id ?? null)
  const preparing = state?.state === 'draft' || state?.state === 'trying'
  const now: Step = id === undefined ? 'file' : state && !preparing ? 'run' : (step ?? 'inside')
  useEffect(() => {
    document.title = `${t('importing.title')} · ${t('app.name')}`
  }, [t])
  const go = (search: ImportSearch) => void navigate({ to: '/import', search })
  const of = (search: ImportSearch): ImportSearch => (files.length > 1 ? { ...search, files } : search)
  const next = files[files.indexOf(id ?? 0) + 1]
  const after = useImport(next ?? null)
  /** another sheet of the file has its turn after it */
  const insert = (sheet: number) => {
    const all = files.length ? files : [id!]
    go({ id, step, files: all.flatMap((one) => (one === id ? [one, sheet] : [one])) })
  }
  return (
    <div className={css.page}>
      <PageHead>
        <h1 className={css.title}>{t('importing.title')}</h1>
        {state && (
          <span className={css.file}>
            <IconFileSpreadsheet size={16} stroke={1.75} aria-hidden />
            <b>{state.fileName}</b>
            {state.rowsTotal !== null && <span>{t('importing.rows', { count: state.rowsTotal })}</span>}
          </span>
        )}
        <ol className={css.steps} aria-label={t('importing.steps')}>
          {steps.map((one, i) => (
            <li key={one} aria-current={one === now ? 'step' : undefined}>
              {i > 0 && <IconChevronRight size={14} stroke={1.75} aria-hidden />}
              <span>
                {steps.indexOf(now) > i && <IconCheck size={14} stroke={2} aria-hidden />}
                {t(`importing.step.${one}` as WordKey)}
              </span>
            </li>
          ))}
        </ol>
        {id !== undefined && (
          <Link to="/deals" className="btn icon" aria-label={t('importing.close')} title={t('importing.close')}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </Link>
        )}
      </PageHead>
      {id !== undefined && files.length > 1 && <FileQueue id={id} files={files} />}
      {now === 'file' ? (
        <FileStep onSent={(sent) => go({ id: sent[0], ...(sent.length > 1 ? { files: sent } : {}) })} />
      ) : now === 'run' ? (
        <RunStep
          state={state!}
          onNext={next === undefined ? undefined : () => go(of({ id: next }))}
          nextSheet={after !== undefined && after.fileName === state!.fileName}
          onAnother={() => go({})}
        />
      ) : error && !state ? (
        <PageError error={error} reset={() => void refetch()} />
      ) : (
        state && (
          <WithReferences>
            <Prepared
              key={id}
              id={id!}
              step={now}
              go={(search) => go(search.id === undefined ? search : of(search))}
              onSheet={insert}
            />
          </WithReferences>
        )
      )}
    </div>
  )
}

/** A file that has come and is not imported yet. */
function Prepared({
  id,
  step,
  go,
  onSheet,
}: {
  id: number
  step: 'inside' | 'columns'
  go(search: ImportSearch): void
  onSheet(id: number): void
}) {
  const [reading, setReading] = useState<Reading>({})
  const { draft, busy, error, again } = useDraft(id, reading)
  const [changed, setChanged] = useState<{ of: unknown; plan: Plan } | null>(null)
  if (error !== null && !(draft && error instanceof ApiError && step === 'inside'))
    return <PageError error={error} reset={again} />
  if (!draft) return <Waiting />
  // What was decided holds for the file as it is read now.
  const plan = changed?.of === draft ? changed.plan : draft.plan
  const setPlan = (next: Plan) => setChanged({ of: draft, plan: next })
  return step === 'inside' ? (
    <InsideStep
      draft={draft}
      busy={busy}
      problem={error instanceof ApiError ? error.message : null}
      onRead={(change) => setReading({ ...reading, ...change })}
      onBack={() => go({})}
      onNext={() => go({ id, step: 'columns' })}
    />
  ) : (
    <ColumnsStep draft={draft} plan={plan} onPlan={setPlan} onBack={() => go({ id })} onSheet={onSheet} />
  )
}

function Waiting() {
  const t = useWords()
  return (
    <div className={css.ghost} role="status" aria-busy aria-label={t('state.loading')}>
      {Array.from({ length: 8 }, (_, i) => (
        <i key={i} />
      ))}
    </div>
  )
}
