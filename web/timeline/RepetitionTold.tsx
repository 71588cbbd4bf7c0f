import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { RepeatInput } from '../../model/repetition.ts'
import type { Output } from '../api.ts'
import { useWords } from '../words.ts'
import css from './History.module.css'
import { useSaidRule } from '../repetition/saidRule.ts'

type Entry = Pick<Output<'events.list'>['items'][number], 'name' | 'changes' | 'names'>

/** What the history says of a repetition: how it is to be, what it has made. */
export function RepetitionTold({ entry: { name, changes, names } }: { entry: Entry }) {
  const t = useWords()
  const said = useSaidRule()
  const rules = changes['repetition'] as [RepeatInput | null, RepeatInput | null] | undefined
  const written = (one: RepeatInput) => t('repeat.will', { rule: said(one.rule), time: one.time })
  const copy = changes['copyId']?.[1] as number | undefined
  const missed = changes['missed']?.[1] as number | undefined
  return (
    <>
      {rules && (
        <span className={css.changed}>
          <span className={css.did}>{t('deals.repeats')}</span>
          {rules[0] && <s>{written(rules[0])}</s>}
          <IconArrowRight size={14} stroke={1.75} aria-hidden />
          {rules[1] ? (
            <span className={css.told}>{written(rules[1])}</span>
          ) : (
            <span className={css.nothing}>{t('history.nothing')}</span>
          )}
        </span>
      )}
      {name === 'deals.repeated' && (
        <span className={css.did}>
          {copy === undefined ? (
            t('history.repeated')
          ) : (
            <>
              {t('history.repeated.of')}{' '}
              <Link to="/deals/$id" params={{ id: String(copy) }}>
                {names.deals?.[copy] ?? t('deal.number', { id: copy })}
              </Link>
            </>
          )}
          {missed !== undefined && `, ${t('history.missed', { count: missed })}`}
        </span>
      )}
    </>
  )
}
