import { IconCheck, IconRefresh } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useFormat } from '../../format.ts'
import { queries } from '../../queries.ts'
import { useWords } from '../../words.ts'
import { useRevaluations } from './currenciesData.ts'
import part from '../common/Part.module.css'

/** That open deals are being counted anew at a new rate, or when that was done last. */
export function RevaluationNotes() {
  const t = useWords()
  const format = useFormat()
  const all = useRevaluations()
  const running = all.filter(({ state }) => state === 'running')
  const last = all
    .filter(({ state, endedAt }) => state === 'done' && endedAt)
    .sort((a, b) => b.endedAt!.localeCompare(a.endedAt!))[0]
  const busy = useRef(false)
  useEffect(() => {
    if (busy.current && !running.length) void queries.invalidateQueries({ queryKey: ['deals'] })
    busy.current = running.length > 0
  }, [running.length])
  if (running.length)
    return running.map(({ currency, done, total }) => (
      <div key={currency} className={part.note} role="status">
        <IconRefresh size={16} stroke={1.75} aria-hidden />
        <span>
          {total
            ? t('settings.currency.counting', {
                currency,
                done: format.number(String(done ?? 0)),
                total: format.number(String(total)),
              })
            : t('settings.currency.begins', { currency })}
        </span>
        {total && (
          <span className={part.progress} aria-hidden>
            <i style={{ width: `${String(((done ?? 0) / total) * 100)}%` }} />
          </span>
        )}
      </div>
    ))
  return last ? (
    <div className={part.note} role="status">
      <IconCheck size={16} stroke={1.75} aria-hidden />
      {t('settings.currency.counted', {
        currency: last.currency,
        count: last.done ?? 0,
        shown: format.number(String(last.done ?? 0)),
        when: format.moment(last.endedAt!),
      })}
    </div>
  ) : null
}
