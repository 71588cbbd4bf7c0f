import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { doneWith, tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { Box } from '../team/Panel.tsx'
import { refreshStages, type Stage } from './pipelinesData.ts'
import css from './RemoveStage.module.css'

interface Props {
  stage: Stage
  stages: readonly Stage[]
  count: number
  moving: boolean
  onRemoved(): void
}

/** Deletes a stage; its deals go to another one that means the same. */
export function RemoveStage({ stage, stages, count, moving, onRemoved }: Props) {
  const t = useWords()
  const format = useFormat()
  const [chosen, setChosen] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const kind = stages.filter(({ meaning }) => meaning === stage.meaning)
  const at = kind.findIndex(({ id }) => id === stage.id)
  const others = kind.filter(({ id }) => id !== stage.id)
  // The one before it is the likeliest: what it meant is meant by that one now.
  const into = others.find(({ id }) => id === chosen) ?? kind[at - 1] ?? others[0]

  async function remove() {
    if (!into) return
    setBusy(true)
    await tried(async () => {
      const { running } = await call('stages.removeInto', { id: stage.id, intoId: into.id })
      await refreshStages()
      if (running) return toast(t('settings.removal.begun', { name: stage.name }))
      onRemoved()
      const words = { name: stage.name, into: into.name, count }
      doneWith(t(count ? 'settings.stage.removed' : 'settings.stage.removed.empty', words), async () => {
        await call('stages.putBack', { id: stage.id })
        await refreshStages()
      })
    })
    setBusy(false)
  }
  const why =
    stage.meaning === 'won'
      ? t('settings.stage.means.won')
      : !into
        ? t(`settings.stage.${stage.meaning}.last`)
        : moving
          ? t('settings.stage.moving')
          : null
  return (
    <Box title={t('settings.stage.remove')} icon={<IconTrash size={16} stroke={1.75} aria-hidden />}>
      {why ? (
        <p>{why}</p>
      ) : (
        <>
          {count > 0 && (
            <label className={css.into}>
              <span>{t('settings.stage.into', { count, shown: format.number(String(count)) })}</span>
              <select className="input" value={into?.id} onChange={(event) => setChosen(Number(event.target.value))}>
                {others.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <p>{t('settings.removal.undo')}</p>
          <div>
            <button type="button" className="btn line" disabled={busy} onClick={() => void remove()}>
              {t('settings.stage.remove')}
            </button>
          </div>
        </>
      )}
    </Box>
  )
}
