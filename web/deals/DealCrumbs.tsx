import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useReferences } from '../records/references.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useWords } from '../words.ts'
import { useDeal } from './dealChange.ts'
import { useNeighbours, useStep } from './neighbours.ts'
import css from './DealCrumbs.module.css'

/** Above a card that is a page: where the deal belongs, and the deals before and after it. */
export function DealCrumbs({ id }: { id: number }) {
  const t = useWords()
  const { pipeline } = useReferences()
  const { data } = useDeal(id)
  const neighbours = useNeighbours(id)
  const step = useStep(true)
  const to = (other: number | undefined, name: string, shortcut: string, icon: ReactNode) => (
    <button
      type="button"
      className="btn icon"
      disabled={other === undefined}
      aria-label={name}
      aria-keyshortcuts={shortcut}
      title={`${name} (${shortcut})`}
      onClick={() => other !== undefined && step(other)}
    >
      {icon}
    </button>
  )
  return (
    <div className={css.crumbs}>
      <PageHead>
        <nav className={css.way} aria-label={t('deal.way')}>
          <Link to="/deals" search={data ? { pipeline: data.pipelineId } : {}}>
            {(data && pipeline(data.pipelineId)?.name) ?? t('nav.deals')}
          </Link>
          <span aria-hidden>/</span>
          <span>{t('deal.number', { id })}</span>
          {neighbours && (
            <>
              {to(neighbours.previous, t('deal.previous'), 'K', <IconChevronUp size={16} stroke={1.75} aria-hidden />)}
              {to(neighbours.next, t('deal.next'), 'J', <IconChevronDown size={16} stroke={1.75} aria-hidden />)}
            </>
          )}
        </nav>
      </PageHead>
    </div>
  )
}
