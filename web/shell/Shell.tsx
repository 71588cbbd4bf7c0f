import { IconLayoutKanban } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { useLive, useOnline } from '../live.ts'
import { useMe } from '../queries.ts'
import { Toasts } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { Logo } from './Logo.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import css from './Shell.module.css'

/** What stands around every page: the rail at the left, on a phone a bar at the bottom. */
export function Shell() {
  const t = useWords()
  const me = useMe()
  const online = useOnline()
  useLive(me !== undefined)
  return (
    <div className={css.shell}>
      <nav className={css.rail} aria-label={t('nav.main')}>
        <Link to="/deals" className={css.logo} aria-label={t('app.name')}><Logo /></Link>
        <Link to="/deals" className={css.place} aria-label={t('nav.deals')} title={t('nav.deals')} activeOptions={{ includeSearch: false }}>
          <IconLayoutKanban size={20} stroke={1.6} aria-hidden />
        </Link>
        <div className={css.push} />
        {me && <PersonMenu me={me} />}
      </nav>
      <main className={css.page}>
        {!online && <div className={css.offline} role="status">{t('state.offline')}</div>}
        <Outlet />
      </main>
      <Toasts />
    </div>
  )
}
