import {
  IconBell,
  IconCalendarCheck,
  IconDots,
  IconLayoutKanban,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconPackage,
  IconSettings,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useLive } from '../live.ts'
import { meQuery, ownCountQuery, type Me } from '../queries.ts'
import { Menu } from '../ui/Menu.tsx'
import { Asking } from '../records/asking.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { useWords, type WordKey } from '../words.ts'
import { many, UnreadBadge } from './notices/Bell.tsx'
import { useUnread } from './notices/noticesData.ts'
import { Logo } from './Logo.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { PreviewBanner } from './PreviewBanner.tsx'
import { PersonChoices } from './PersonChoices.tsx'
import { SignInAgain } from './SignInAgain.tsx'
import { useArrival } from './arrival.ts'
import css from './Shell.module.css'

const places: { to: string; word: WordKey; Icon: Icon; also?: string; counts?: true }[] = [
  { to: '/deals', word: 'nav.deals', Icon: IconLayoutKanban },
  { to: '/contacts', word: 'nav.clients', Icon: IconUsers, also: '/companies' },
  { to: '/activities', word: 'nav.activities', Icon: IconCalendarCheck, counts: true },
  { to: '/products', word: 'nav.products', Icon: IconPackage },
]

/** What stands around every page: the rail at the left, on a phone a bar at the bottom; `children`, its windows, and messages over it. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useWords()
  const { data: me } = useQuery(meQuery)
  const overdue = useQuery({ ...ownCountQuery, enabled: Boolean(me) }).data?.overdue ?? 0
  const router = useRouter()
  const page = useRef<HTMLElement>(null)
  const [unfolded, fold] = useFold()
  useLive(Boolean(me))
  useArrival(page)
  useEffect(() => {
    // Nobody is here any more: back to the same place once signed in.
    if (me === null) void router.navigate({ to: '/signin', search: { to: router.state.location.href } })
  }, [me, router])
  const FoldIcon = unfolded ? IconLayoutSidebarLeftCollapse : IconLayoutSidebarLeftExpand
  const folding = t(unfolded ? 'shell.fold' : 'shell.unfold')
  return (
    <div className={`${css.shell} ${unfolded ? css.unfolded : ''}`}>
      <a
        className={css.skip}
        href="#page"
        onClick={(event) => {
          event.preventDefault()
          page.current?.focus()
        }}
      >
        {t('shell.skip')}
      </a>
      <nav className={css.rail} aria-label={t('nav.main')}>
        <Link to="/deals" className={css.logo} aria-label={t('app.name')}>
          <Logo />
          <b aria-hidden>{t('app.name')}</b>
        </Link>
        {places.map(({ to, word, Icon, also, counts }) => (
          <Place key={to} to={to} name={t(word)} Icon={Icon} also={also} count={counts ? overdue : 0} />
        ))}
        <div className={css.push} />
        <div className={css.wide}>
          <Place to="/settings" name={t('nav.settings')} Icon={IconSettings} />
          <button
            type="button"
            className={css.place}
            title={folding}
            aria-label={folding}
            aria-expanded={unfolded}
            onClick={() => fold(!unfolded)}
          >
            <FoldIcon size={20} stroke={1.6} aria-hidden />
            <span aria-hidden>{folding}</span>
          </button>
        </div>
        {me && <More me={me} />}
      </nav>
      <main ref={page} id="page" className={css.page} tabIndex={-1}>
        <Outlet />
      </main>
      {me && <PreviewBanner me={me} />}
      <OfflineBanner />
      <Toasts />
      <Asking />
      {children}
      {me && <SignInAgain me={me} />}
    </div>
  )
}

interface PlaceProps {
  to: string
  name: string
  Icon: Icon
  also?: string | undefined
  /** how many there are overdue */
  count?: number
}

function Place({ to, name, Icon, also, count = 0 }: PlaceProps) {
  const t = useWords()
  const { pathname } = useLocation()
  const here = [to, also].some((one) => one !== undefined && (pathname === one || pathname.startsWith(`${one}/`)))
  return (
    <Link to={to} className={css.place} title={name} aria-current={here ? 'page' : undefined}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <span>{name}</span>
      {count > 0 && (
        <b className={`${css.badge} num`}>
          <i aria-hidden>{count > 99 ? '99+' : count}</i>
          <small className="hidden-text">{t('nav.activities.overdue', { count })}</small>
        </b>
      )}
    </Link>
  )
}

/** On a phone: what has no place of its own in the bar. */
function More({ me }: { me: Me }) {
  const t = useWords()
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => setOpen(false)
  const own = me.previewedBy === null
  const unread = useUnread(own)
  const notices = t('notices.bell.unread', { count: many(unread) })
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${css.place} ${css.more}`}
        aria-haspopup="menu"
        aria-expanded={open}
        data-here={/^\/(settings|notifications)/.test(pathname)}
        onClick={() => setOpen(!open)}
      >
        <IconDots size={20} stroke={1.6} aria-hidden />
        <UnreadBadge count={unread} />
        <span>{t('shell.more')}</span>
        {unread > 0 && <small className="hidden-text">{notices}</small>}
      </button>
      {open && (
        <Menu anchor={button} align="end" label={t('shell.more')} className={css.menu} onClose={close}>
          {own && (
            <Link to="/notifications" role="menuitem" onClick={close}>
              <IconBell size={16} stroke={1.75} aria-hidden />
              {t('notices.title')}
              {unread > 0 && <span className="chosen num">{many(unread)}</span>}
            </Link>
          )}
          <Link to="/settings" role="menuitem" onClick={close}>
            <IconSettings size={16} stroke={1.75} aria-hidden />
            {t('nav.settings')}
          </Link>
          <hr />
          <PersonChoices me={me} onClose={close} />
        </Menu>
      )}
    </>
  )
}

const kept = 'sdelka.rail'
/** Whether the rail shows names beside its icons; this browser keeps it. */
function useFold(): [boolean, (unfolded: boolean) => void] {
  const [unfolded, setUnfolded] = useState(() => localStorage.getItem(kept) === 'unfolded')
  return [
    unfolded,
    (next) => {
      localStorage.setItem(kept, next ? 'unfolded' : 'folded')
      setUnfolded(next)
    },
  ]
}
