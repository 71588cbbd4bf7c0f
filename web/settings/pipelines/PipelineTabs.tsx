import type { ReactNode } from 'react'
import { useFormat } from '../../format.ts'
import { useWords } from '../../words.ts'
import type { Pipeline, Stage } from './pipelinesData.ts'
import css from '../common/Part.module.css'

interface Props {
  pipelines: readonly Pipeline[]
  stages: readonly Stage[]
  counts: ReadonlyMap<number, number> | undefined
  chosen: number
  /** the chosen one is being renamed here */
  renaming: ReactNode
  onChoose(id: number): void
}

/** The pipelines side by side, each with the number of its deals. */
export function PipelineTabs({ pipelines, stages, counts, chosen, renaming, onChoose }: Props) {
  const t = useWords()
  const format = useFormat()
  return (
    <div className={css.tabs} role="group" aria-label={t('settings.pipelines')}>
      {pipelines.map(({ id, name }) =>
        id === chosen && renaming ? (
          <span key={id}>{renaming}</span>
        ) : (
          <button key={id} type="button" className="btn" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
            {name}
            {counts && <small className="num">{format.number(String(dealsOf(id, stages, counts)))}</small>}
          </button>
        ),
      )}
    </div>
  )
}

/** How many deals a pipeline has. */
export const dealsOf = (
  pipelineId: number,
  stages: readonly Stage[],
  counts: ReadonlyMap<number, number> | undefined,
): number =>
  stages.filter((stage) => stage.pipelineId === pipelineId).reduce((all, { id }) => all + (counts?.get(id) ?? 0), 0)
