import { IconArrowLeft, IconArrowRight, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { call } from '../../api.ts'
import { pipelinesQuery } from '../../queries.ts'
import { arrange } from '../../records/arrange.ts'
import { Menu } from '../../ui/Menu.tsx'
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
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [removing, setRemoving] = useState(false)
  const ids = pipelines.map(({ id }) => id)
  const at = ids.indexOf(pipeline.id)
  const put = (to: number) => {
    setOpen(false)
    const rest = ids.filter((id) => id !== pipeline.id)
    const next = [...rest.slice(0, to), pipeline.id, ...rest.slice(to)]
    void arrange(pipelinesQuery.queryKey, next, (order) => call('pipelines.arrange', { ids: order }))
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn icon"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t('settings.pipeline.more', { name: pipeline.name })}
        onClick={() => setOpen(!open)}
      >
        <IconDots size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu
          anchor={button}
          align="end"
          label={t('settings.pipeline.more', { name: pipeline.name })}
          onClose={() => setOpen(false)}
        >
          <button
            type="button"
            role="menuitem"
            onClick={() => {
              setOpen(false)
              onRename()
            }}
          >
            <IconPencil size={16} stroke={1.75} aria-hidden />
            {t('settings.rename')}
          </button>
          <button type="button" role="menuitem" disabled={at === 0} onClick={() => put(at - 1)}>
            <IconArrowLeft size={16} stroke={1.75} aria-hidden />
            {t('settings.pipeline.left')}
          </button>
          <button type="button" role="menuitem" disabled={at === ids.length - 1} onClick={() => put(at + 1)}>
            <IconArrowRight size={16} stroke={1.75} aria-hidden />
            {t('settings.pipeline.right')}
          </button>
          <hr />
          <button
            type="button"
            role="menuitem"
            disabled={ids.length === 1}
            onClick={() => {
              setOpen(false)
              setRemoving(true)
            }}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden />
            {t(ids.length === 1 ? 'settings.pipeline.last' : 'settings.pipeline.remove')}
          </button>
        </Menu>
      )}
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
