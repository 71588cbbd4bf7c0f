import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { told } from '../../asking.ts'
import { pipelinesQuery, stagesQuery, useMe } from '../../queries.ts'
import { NameLine } from '../../records/NameLine.tsx'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { useSettingsView } from '../view.ts'
import { PipelineMenu } from './PipelineMenu.tsx'
import { PipelineTabs } from './PipelineTabs.tsx'
import { refreshStages, useCounts, useRemovals } from './pipelinesData.ts'
import { RemovalNotes } from './RemovalNotes.tsx'
import type { StageDraft } from './StageForm.tsx'
import { StageList } from './StageList.tsx'
import { StagePanel } from './StagePanel.tsx'
import css from '../common/Part.module.css'

/** The pipelines: one at a time with its stages; the stage that is chosen is worked on at the right. */
export function PipelinesPart() {
  const t = useWords()
  const { pipeline: chosen, stage: open, set } = useSettingsView()
  const me = useMe()
  const pipelines = useQuery(pipelinesQuery)
  const stages = useQuery(stagesQuery)
  const counts = useCounts()
  const removals = useRemovals()
  const [naming, setNaming] = useState<'new' | 'change' | null>(null)
  // What is typed of a stage stays when another one is looked at.
  const [drafts, setDrafts] = useState<ReadonlyMap<number, StageDraft>>(new Map())
  const manages = me?.may.edit.includes('pipelines') === true

  const wrong = pipelines.error ?? stages.error
  if (wrong)
    return <Trouble reason={told(wrong)} onRetry={() => void Promise.all([pipelines.refetch(), stages.refetch()])} />
  if (!pipelines.data || !stages.data) return <Ghost />

  const pipeline = pipelines.data.find(({ id }) => id === chosen) ?? pipelines.data[0]
  if (!pipeline) return null
  const own = stages.data.filter(({ pipelineId }) => pipelineId === pipeline.id)
  const opened = manages ? own.find(({ id }) => id === open) : undefined
  const go = (next: number | undefined) => set({ pipeline: next, stage: undefined })
  return (
    <div className={css.part}>
      <section className={css.main} aria-label={pipeline.name}>
        <div className={css.bar}>
          <PipelineTabs
            pipelines={pipelines.data}
            stages={stages.data}
            counts={counts}
            chosen={pipeline.id}
            onChoose={(id) => go(id)}
            renaming={
              naming === 'change' ? (
                <NameLine
                  label={t('pipelines.name')}
                  value={pipeline.name}
                  onSave={async (name) => {
                    await call('pipelines.change', { id: pipeline.id, fields: { name } })
                    await refreshStages()
                  }}
                  onClose={() => setNaming(null)}
                />
              ) : null
            }
          />
          {manages &&
            (naming === 'new' ? (
              <NameLine
                label={t('settings.pipeline.new')}
                onSave={async (name) => {
                  const { id } = await call('pipelines.create', { name })
                  await refreshStages()
                  go(id)
                }}
                onClose={() => setNaming(null)}
              />
            ) : (
              <button type="button" className={`btn ${css.short}`} onClick={() => setNaming('new')}>
                <IconPlus size={16} stroke={1.75} aria-hidden />
                <span>{t('settings.pipeline.add')}</span>
              </button>
            ))}
          <span className={css.push} />
          {manages && (
            <PipelineMenu
              key={pipeline.id}
              pipeline={pipeline}
              pipelines={pipelines.data}
              stages={stages.data}
              counts={counts}
              onRename={() => setNaming('change')}
              onRemoved={() => go(undefined)}
            />
          )}
        </div>
        {!manages && <p className={css.note}>{t('settings.readonly')}</p>}
        <RemovalNotes removals={removals} pipelines={pipelines.data} stages={stages.data} />
        <StageList
          stages={own}
          counts={counts}
          opened={opened?.id}
          drafts={drafts}
          manages={manages}
          pipelineId={pipeline.id}
          onOpen={(stage) => set({ stage })}
        />
      </section>
      {opened && (
        <StagePanel
          key={opened.id}
          stage={opened}
          stages={own}
          count={counts?.get(opened.id) ?? 0}
          moving={removals.some(
            ({ record, id, state }) => record === 'stages' && id === opened.id && state === 'running',
          )}
          draft={drafts.get(opened.id) ?? {}}
          onDraft={(draft) =>
            setDrafts((old) => {
              const next = new Map(old)
              if (Object.keys(draft).length) next.set(opened.id, draft)
              else next.delete(opened.id)
              return next
            })
          }
          onClose={() => set({ stage: undefined })}
        />
      )}
    </div>
  )
}

function Ghost() {
  return (
    <div className={css.main} aria-busy>
      {[40, 90, 60, 70, 50, 65, 55].map((width, i) => (
        <div key={i} className={css.waiting} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
