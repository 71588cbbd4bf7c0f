import { useState } from 'react'
import { textKey } from '../../../model/fields.ts'
import { call } from '../../api.ts'
import { doneWith, told } from '../../asking.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { refreshStages, type Pipeline, type Stage } from './pipelinesData.ts'
import css from './RemovePipeline.module.css'

interface Props {
  pipeline: Pipeline
  pipelines: readonly Pipeline[]
  stages: readonly Stage[]
  counts: ReadonlyMap<number, number> | undefined
  onRemoved(): void
  onClose(): void
}

/** Where the deals of a pipeline go that is to be deleted. */
export function RemovePipeline({ pipeline, pipelines, stages, counts, onRemoved, onClose }: Props) {
  const t = useWords()
  const others = pipelines.filter(({ id }) => id !== pipeline.id)
  const [target, setTarget] = useState(others[0]?.id ?? 0)
  const of = (pipelineId: number, meaning: Stage['meaning']) =>
    stages.filter((stage) => stage.pipelineId === pipelineId && stage.meaning === meaning)
  const [open, lost] = [of(target, 'open'), of(target, 'lost')]
  const [chosen, setChosen] = useState({ open: 0, lost: 0 })
  const stageId = open.find(({ id }) => id === chosen.open)?.id ?? open[0]?.id
  const lostStageId = lost.find(({ id }) => id === chosen.lost)?.id ?? lost[0]?.id
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const count = (list: readonly Stage[]) => list.reduce((all, { id }) => all + (counts?.get(id) ?? 0), 0)
  const inProgress = count(of(pipeline.id, 'open'))
  const won = count(of(pipeline.id, 'won'))
  const reasons = of(pipeline.id, 'lost')
  const known = new Set(lost.map(({ name }) => textKey(name)))
  const elsewhere = count(reasons.filter(({ name }) => !known.has(textKey(name))))
  const sameReason = count(reasons) - elsewhere
  const total = inProgress + won + count(reasons)

  async function remove() {
    if (stageId === undefined || lostStageId === undefined) return
    setBusy(true)
    setProblem(null)
    try {
      const { running } = await call('pipelines.removeInto', { id: pipeline.id, stageId, lostStageId })
      await refreshStages()
      onClose()
      if (running) return toast(t('settings.removal.begun', { name: pipeline.name }))
      onRemoved()
      doneWith(t('settings.pipeline.removed', { name: pipeline.name, count: total }), async () => {
        await call('pipelines.putBack', { id: pipeline.id })
        await refreshStages()
      })
    } catch (error) {
      setProblem(told(error))
    } finally {
      setBusy(false)
    }
  }
  const select = (
    label: string,
    value: number | undefined,
    options: readonly Stage[] | readonly Pipeline[],
    on: (id: number) => void,
  ) => (
    <label className="field">
      <span>{label}</span>
      <select className="input" value={value} onChange={(event) => on(Number(event.target.value))}>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <Dialog label={t('settings.pipeline.remove.title', { name: pipeline.name })} onClose={busy ? undefined : onClose}>
      <div className={css.box}>
        <h2>{t('settings.pipeline.remove.title', { name: pipeline.name })}</h2>
        {total === 0 ? (
          <p>{t('settings.pipeline.remove.empty')}</p>
        ) : (
          <>
            {select(t('settings.pipeline.remove.to', { count: total }), target, others, setTarget)}
            {inProgress > 0 &&
              select(t('settings.pipeline.remove.open', { count: inProgress }), stageId, open, (id) =>
                setChosen({ ...chosen, open: id }),
              )}
            {elsewhere > 0 &&
              select(t('settings.pipeline.remove.lost', { count: elsewhere }), lostStageId, lost, (id) =>
                setChosen({ ...chosen, lost: id }),
              )}
            {(won > 0 || sameReason > 0) && <p>{t('settings.pipeline.remove.closed')}</p>}
          </>
        )}
        <p className="t3">{t('settings.removal.undo')}</p>
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className={css.buttons}>
          <button type="button" className="btn primary" autoFocus disabled={busy} onClick={() => void remove()}>
            {t('settings.delete')}
          </button>
          <button type="button" className="btn" disabled={busy} onClick={onClose}>
            {t('settings.cancel')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
