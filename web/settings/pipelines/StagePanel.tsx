import { useState } from 'react'
import { ApiError, call } from '../../api.ts'
import { doneWith, toldAtForm } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { StageMark } from '../../records/marks.tsx'
import { useWords } from '../../words.ts'
import { Panel } from '../team/Panel.tsx'
import { refreshStages, type Stage } from './pipelinesData.ts'
import { RemoveStage } from './RemoveStage.tsx'
import { daysOf, StageForm, valueOf, type StageDraft } from './StageForm.tsx'

interface Props {
  stage: Stage
  stages: readonly Stage[]
  count: number
  /** its deals are on their way elsewhere */
  moving: boolean
  draft: StageDraft
  onDraft(draft: StageDraft): void
  onClose(): void
}

/** One stage to be worked on, and to be deleted. */
export function StagePanel({ stage, stages, count, moving, draft, onDraft, onClose }: Props) {
  const t = useWords()
  const format = useFormat()
  const [problem, setProblem] = useState<{ field: string | undefined; text: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const value = valueOf(stage, draft)
  const days = daysOf(value.days)
  const dirty = Object.keys(draft).length > 0
  const savable = dirty && value.name.trim() !== '' && days !== undefined

  async function save() {
    if (!savable || busy) return
    setBusy(true)
    setProblem(null)
    const { id, name, color, meaning, rottenAfter, asked } = stage
    const ask = (fields: object) => call('stages.change', { id, fields })
    try {
      await ask({
        name: value.name.trim(),
        color: value.color,
        meaning: value.meaning,
        rottenAfter: days,
        asked: [...value.asked],
      })
      await refreshStages()
      onDraft({})
      doneWith(t('settings.saved', { name: value.name.trim() }), async () => {
        await ask({ name, color, meaning, rottenAfter, asked })
        await refreshStages()
      })
    } catch (error) {
      setProblem({ field: error instanceof ApiError ? error.field : undefined, text: toldAtForm(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel
      title={stage.name}
      mark={<StageMark color={value.color} />}
      note={<span className="num">{t('settings.stage.count', { count, shown: format.number(String(count)) })}</span>}
      onClose={onClose}
      footer={
        <>
          <button type="submit" form={`stage${String(stage.id)}`} className="btn primary" disabled={!savable || busy}>
            {t('settings.save')}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() => {
              onDraft({})
              setProblem(null)
              onClose()
            }}
          >
            {t('settings.cancel')}
          </button>
          {problem && (
            <p className="problem" role="alert">
              {problem.text}
            </p>
          )}
        </>
      }
    >
      <form
        id={`stage${String(stage.id)}`}
        style={{ display: 'contents' }}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <StageForm stage={stage} stages={stages} count={count} draft={draft} problem={problem} onDraft={onDraft} />
      </form>
      <RemoveStage stage={stage} stages={stages} count={count} moving={moving} onRemoved={onClose} />
    </Panel>
  )
}
