import { IconLayoutKanban } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useLive, useOnline } from '../live.ts'
import { meQuery } from '../queries.ts'
import { Toasts } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { Logo } from './Logo.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import css from './Shell.module.css'

/** What stands around every page: the rail at the left, on a phone a bar at the bottom. */
export function Shell() {
  const t = useWords()
  const { data: me } = useQuery(meQuery)
  const online = useOnline()
  const router = useRouter()
  useLive(Boolean(me))
  useEffect(() => {
    // Signed out elsewhere: back to the same place once signed in again.
    if (me === null) void router.navigate({ to: '/signin', search: { to: router.state.location.href } })
  }, [me, router])
  return (
    <div className={css.shell}>
      <nav className={css.rail} aria-label={t('nav.main')}>
        <Link to="/deals" className={css.logo} aria-label={t('app.name')}>
          <Logo />
        </Link>
        <Link to="/deals" className={css.place} title={t('nav.deals')} activeOptions={{ includeSearch: false }}>
          <IconLayoutKanban size={20} stroke={1.75} aria-hidden />
          <span>{t('nav.deals')}</span>
        </Link>
        <div className={css.push} />
        {me && <PersonMenu me={me} />}
      </nav>
      <main className={css.page}>
        {!online && (
          <div className={css.offline} role="status">
            {t('state.offline')}
          </div>
        )}
        <Outlet />
      </main>
      <Toasts />
    </div>
  )
}
