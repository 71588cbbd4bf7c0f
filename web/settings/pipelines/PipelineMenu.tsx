import { IconArrowLeft, IconArrowRight, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { pipelinesQuery } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { More } from '../../ui/More.tsx'
import { useWords } from '../../words.ts'
import type { Pipeline, Stage } from './pipelinesData.ts'
import { RemovePipeline } from './RemovePipeline.tsx'

interface Props {
  pipeline: Pipeline
  pipelines: readonly Pipeline[]
  stages: readonly Stage[]
  counts: ReadonlyMap<number, number> | undefined
  onRename(): void
  onRemoved(): void
}

/** What can be done with the pipeline as a whole. */
export function PipelineMenu({ pipeline, pipelines, stages, counts, onRename, onRemoved }: Props) {
  const t = useWords()
  const [removing, setRemoving] = useState(false)
  const ids = pipelines.map(({ id }) => id)
  const at = ids.indexOf(pipeline.id)
  const put = (to: number) => {
    const rest = ids.filter((id) => id !== pipeline.id)
    const next = [...rest.slice(0, to), pipeline.id, ...rest.slice(to)]
    void arrange(pipelinesQuery.queryKey, next, (order) => call('pipelines.arrange', { ids: order }))
  }
  return (
    <>
      <More label={t('settings.pipeline.more', { name: pipeline.name })}>
        {(choose) => (
          <>
            <button type="button" role="menuitem" onClick={choose(onRename)}>
              <IconPencil size={16} stroke={1.75} aria-hidden />
              {t('settings.rename')}
            </button>
            <button type="button" role="menuitem" disabled={at === 0} onClick={choose(() => put(at - 1))}>
              <IconArrowLeft size={16} stroke={1.75} aria-hidden />
              {t('settings.pipeline.left')}
            </button>
            <button type="button" role="menuitem" disabled={at === ids.length - 1} onClick={choose(() => put(at + 1))}>
              <IconArrowRight size={16} stroke={1.75} aria-hidden />
              {t('settings.pipeline.right')}
            </button>
            <hr />
            <button type="button" role="menuitem" disabled={ids.length === 1} onClick={choose(() => setRemoving(true))}>
              <IconTrash size={16} stroke={1.75} aria-hidden />
              {t(ids.length === 1 ? 'settings.pipeline.last' : 'settings.pipeline.remove')}
            </button>
          </>
        )}
      </More>
      {removing && (
        <RemovePipeline
          pipeline={pipeline}
          pipelines={pipelines}
          stages={stages}
          counts={counts}
          onRemoved={onRemoved}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  )
}
