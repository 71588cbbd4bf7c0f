import { IconLayoutKanban, IconPackage, IconSettings, IconUsers, type Icon } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useLive, useOnline } from '../live.ts'
import { meQuery } from '../queries.ts'
import { Toasts } from '../ui/toasts.tsx'
import { useWords, type WordKey } from '../words.ts'
import { Logo } from './Logo.tsx'
import css from './Shell.module.css'

const places: { to: string; word: WordKey; Icon: Icon; also?: string }[] = [
  { to: '/deals', word: 'nav.deals', Icon: IconLayoutKanban },
  { to: '/contacts', word: 'nav.clients', Icon: IconUsers, also: '/companies' },
  { to: '/products', word: 'nav.products', Icon: IconPackage },
]

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
        {places.map(({ to, word, Icon, also }) => (
          <Place key={to} to={to} name={t(word)} Icon={Icon} also={also} />
        ))}
        <div className={css.push} />
        <Place to="/settings" name={t('nav.settings')} Icon={IconSettings} />
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

function Place({ to, name, Icon, also }: { to: string; name: string; Icon: Icon; also?: string | undefined }) {
  const { pathname } = useLocation()
  const here = [to, also].some((one) => one !== undefined && (pathname === one || pathname.startsWith(`${one}/`)))
  return (
    <Link to={to} className={css.place} title={name} aria-current={here ? 'page' : undefined}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <span>{name}</span>
    </Link>
  )
}
