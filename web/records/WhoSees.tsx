import { IconEye, IconShieldCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { rangeWords } from '../../model/words/rights.ts'
import type { Viewer } from '../../server/roles/explaining.ts'
import { call } from '../api.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useLanguage, useWords } from '../words.ts'
import { Avatar } from './marks.tsx'
import css from './WhoSees.module.css'

type Told = 'edit' | 'move' | 'assign' | 'delete' | 'export'
export type SeenRecord = 'deals' | 'contacts' | 'companies' | 'products'
interface Props {
  record: SeenRecord
  id: number
  name: string
  onClose(): void
}

/** Everybody who sees a record: why, and what else they may do with it. */
export function WhoSees({ record, id, name, onClose }: Props) {
  const t = useWords()
  const { data, isError } = useQuery({
    queryKey: [record, 'who', id],
    queryFn: ({ signal }) => call('access.who', { record, id }, signal),
    staleTime: 0,
  })
  const close = useRef<HTMLButtonElement>(null)
  return (
    <Dialog label={t('who.title')} onClose={onClose} className={css.window}>
      <h2 className={css.title}>{t('who.title')}</h2>
      <p className="t2 cut">{name}</p>
      {isError && (
        <p className="problem" role="alert">
          {t('error.offline')}
        </p>
      )}
      <ul className={css.people} aria-busy={!data}>
        {data?.items.map((viewer) => (
          <Line key={viewer.userId} viewer={viewer} />
        ))}
      </ul>
      {data !== undefined && data.more > 0 && <p className="t3">{t('who.more', { count: data.more })}</p>}
      <footer className={css.foot}>
        <button ref={close} type="button" className="btn line" onClick={onClose}>
          {t('who.close')}
        </button>
      </footer>
    </Dialog>
  )
}

function Line({ viewer }: { viewer: Viewer }) {
  const t = useWords()
  const language = useLanguage()
  const { why, actions } = viewer
  const does = actions.map((action) => t(`who.may.${action as Told}`)).join(', ')
  return (
    <li className={css.person}>
      <Avatar id={viewer.userId} name={viewer.name} large />
      <span className={css.two}>
        <span className="cut">{viewer.name}</span>
        <small className="t3">
          {why.by === 'administrator' ? (
            <>
              <IconShieldCheck size={14} stroke={1.75} aria-hidden /> {t('who.administrator')}
            </>
          ) : why.by === 'observer' ? (
            <>
              <IconEye size={14} stroke={1.75} aria-hidden /> {t('who.observer')}
            </>
          ) : (
            t(why.role === null ? 'who.range' : 'who.role', {
              role: why.role ?? '',
              range: rangeWords[why.range][language].toLowerCase(),
            })
          )}
        </small>
      </span>
      <small className={`${css.may} t2`}>{does || t('who.may.see')}</small>
    </li>
  )
}
