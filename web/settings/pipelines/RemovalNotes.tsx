import { IconAlertCircle, IconArrowsRight } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Removal } from '../../../server/pipelines/removing.ts'
import { call } from '../../api.ts'
import { doneWith } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { useWords } from '../../words.ts'
import { refreshStages, type Pipeline, type Stage } from './pipelinesData.ts'
import css from '../common/Part.module.css'

interface Props {
  removals: readonly Removal[]
  pipelines: readonly Pipeline[]
  stages: readonly Stage[]
}

/** How far the deals of what is being deleted have moved; why that has stopped, if it has. */
export function RemovalNotes({ removals, pipelines, stages }: Props) {
  const t = useWords()
  const format = useFormat()
  const names = useRef(new Map<string, string>())
  useEffect(() => {
    for (const { id, name } of pipelines) names.current.set(`pipelines ${String(id)}`, name)
    for (const { id, name } of stages) names.current.set(`stages ${String(id)}`, name)
  }, [pipelines, stages])
  const nameOf = ({ record, id }: Removal) =>
    (record === 'stages' ? stages : pipelines).find((one) => one.id === id)?.name ??
    names.current.get(`${record} ${String(id)}`) ??
    ''

  const running = useRef(new Set<string>())
  useEffect(() => {
    for (const one of removals) {
      const key = `${one.record} ${String(one.id)} ${String(one.back)}`
      if (one.state === 'running') running.current.add(key)
      else if (running.current.delete(key)) {
        void refreshStages()
        if (one.state === 'done' && !one.back)
          doneWith(
            t('settings.removal.done', { name: names.current.get(`${one.record} ${String(one.id)}`) ?? '' }),
            async () => {
              await call(`${one.record}.putBack`, { id: one.id })
              await refreshStages()
            },
          )
      }
    }
  }, [removals, t])

  // Of what has failed, the newest counts: it may have gone well when tried again.
  const newest = [...Map.groupBy(removals, ({ record, id }) => `${record} ${String(id)}`).values()].map(([one]) => one!)
  return newest
    .filter(({ state }) => state !== 'done')
    .map((one) => {
      const [name, done] = [nameOf(one), Math.max(0, one.total - one.left)]
      const shown = { name, done: format.number(String(done)), total: format.number(String(one.total)) }
      return one.state === 'running' ? (
        <div key={`${one.record}${String(one.id)}`} className={css.note} role="status">
          <IconArrowsRight size={16} stroke={1.75} aria-hidden />
          <span>{t(one.back ? 'settings.removal.back' : 'settings.removal.running', shown)}</span>
          <span className={css.progress} aria-hidden>
            <i style={{ width: `${String(one.total ? (done / one.total) * 100 : 0)}%` }} />
          </span>
        </div>
      ) : (
        <div key={`${one.record}${String(one.id)}`} className={`${css.note} ${css.bad}`} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>{t('settings.removal.failed', { name, reason: one.problem ?? '' })}</span>
        </div>
      )
    })
}
