import type { RefObject } from 'react'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { CloseDeal, type CloseStage } from './CloseDeal.tsx'

interface Props<S extends CloseStage> {
  anchor: RefObject<HTMLElement | null>
  stages: readonly S[]
  stageId: number
  /** begins with the reasons */
  lost?: boolean
  closed: Readonly<Record<number, string>>
  onMove(stage: S): void
  onDone(): void
}

/** The choice of how a deal ends, hanging from the stages or from a card of the board. */
export function CloseChoice<S extends CloseStage>({ anchor, stages, stageId, lost, closed, onMove, onDone }: Props<S>) {
  const t = useWords()
  return (
    <Floating anchor={anchor} align="end" role="dialog" label={t('stages.closing')} onClose={onDone}>
      <CloseDeal
        stages={stages}
        stageId={stageId}
        lost={lost ?? false}
        closed={closed}
        onStay={onDone}
        onFinish={(id) => {
          onDone()
          const stage = stages.find((one) => one.id === id)
          if (stage && id !== stageId) onMove(stage)
        }}
      />
    </Floating>
  )
}
