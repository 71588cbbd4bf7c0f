import { IconEye, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useMe } from '../queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { useDemo, type DemoState } from './demo.ts'
import { DemoProgress } from './DemoProgress.tsx'
import css from './DemoBanner.module.css'

/** Says that what one sees is made up, and takes it away; afterwards, what of it has stayed and why. */
export function DemoBanner() {
  const t = useWords()
  const administrator = useMe()?.administrator === true
  const demo = useDemo()
  const { state, percent, kept } = demo
  /** whether its going was seen here: who comes later has nothing to be told */
  const [seen, setSeen] = useState(false)
  if (state === 'removing' && !seen) setSeen(true)
  if ((state === 'loading' || state === 'here') && seen) setSeen(false)
  const why = demo.refused ?? (administrator ? demo.problem : null)
  const gone = state === 'none' && seen
  // The place is always there, or what appears in it would not be read out.
  return (
    <div role="status" className={css.place}>
      {(state !== 'none' || gone) && (
        <div className={css.banner}>
          <IconEye size={16} stroke={1.75} aria-hidden />
          {state === 'loading' || state === 'removing' ? (
            <DemoProgress percent={percent} removing={state === 'removing'} />
          ) : (
            <span className={css.text}>
              {gone ? <Gone kept={kept} /> : t('demo.here')}
              {why && <span className="problem">{why}</span>}
            </span>
          )}
          {state === 'here' && administrator && (
            <button
              type="button"
              className="btn line"
              disabled={demo.busy}
              aria-label={t('demo.remove.label')}
              onClick={demo.remove}
            >
              {t('demo.remove')}
            </button>
          )}
          {gone && (
            <button type="button" className="btn icon" aria-label={t('close')} onClick={() => setSeen(false)}>
              <IconX size={16} stroke={1.75} aria-hidden />
            </button>
          )}
        </div>
      )}
    </div>
  )
}

const parts = {
  deals: 'demo.kept.deals',
  companies: 'demo.kept.companies',
  contacts: 'demo.kept.contacts',
  products: 'demo.kept.products',
  productSections: 'demo.kept.sections',
  pipelines: 'demo.kept.pipelines',
  terms: 'demo.kept.terms',
  users: 'demo.kept.users',
  departments: 'demo.kept.departments',
} as const satisfies Partial<Record<keyof DemoState['kept'], WordKey>>

function Gone({ kept }: { kept: DemoState['kept'] }) {
  const t = useWords()
  const list = (Object.keys(parts) as (keyof typeof parts)[]).flatMap((record) => {
    const count = kept[record]
    return count ? [t(parts[record], { count })] : []
  })
  return <>{list.length ? t('demo.gone.kept', { list: list.join(', ') }) : t('demo.gone')}</>
}
