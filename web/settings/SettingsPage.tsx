import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { PageHead } from '../shell/PageHead.tsx'
import { useMe } from '../queries.ts'
import { NotFound, useSlow } from '../shell/states.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { groups, parts, type Part } from './parts.ts'
import css from './SettingsPage.module.css'

/** The settings: a menu of parts at the left and one of them beside it; on a phone the menu is a page of its own. */
export function SettingsPage() {
  const t = useWords()
  const asked = useParams({ strict: false }).part
  const narrow = useNarrow()
  // Wide enough for both, the address of the menu alone shows the first part beside it.
  const me = useMe()
  const shown = parts.filter(({ closed }) => !closed || me?.administrator)
  const part = shown.find(({ name }) => name === (asked ?? (narrow ? undefined : shown[0]!.name)))
  const menuOnly = narrow && asked === undefined
  const title = part ? t(part.word) : t('nav.settings')
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title, t])
  return (
    <div className={css.page}>
      <PageHead>
        {menuOnly ? null : narrow ? (
          <Link
            to="/settings"
            activeOptions={{ exact: true }}
            className={`btn icon ${css.back ?? ''}`}
            aria-label={t('settings.back')}
          >
            <IconChevronLeft size={20} stroke={1.75} aria-hidden />
          </Link>
        ) : (
          <span className={css.path}>
            {t('nav.settings')}
            <span aria-hidden>/</span>
          </span>
        )}
        <h1 className={css.title}>{title}</h1>
      </PageHead>
      <div className={css.body}>
        {(!narrow || menuOnly) && <Parts shown={shown} open={part} />}
        {!menuOnly && (
          <div className={css.part}>
            {part ? (
              <Suspense fallback={<Ghost />}>
                <part.Component key={part.name} />
              </Suspense>
            ) : (
              <NotFound />
            )}
          </div>
        )}
      </div>
    </div>
  )
}

/** A part on its way; nothing for what comes quickly. */
function Ghost() {
  const slow = useSlow(true)
  return (
    <div className={css.ghost} aria-busy>
      {slow && [40, 90, 70, 80, 60].map((width, i) => <i key={i} style={{ width: `${String(width)}%` }} />)}
    </div>
  )
}

function Parts({ shown, open }: { shown: readonly Part[]; open: Part | undefined }) {
  const t = useWords()
  return (
    <nav className={css.menu} aria-label={t('nav.settings')}>
      {groups.map((group) => (
        <section key={group.word}>
          <h2>{t(group.word)}</h2>
          {shown
            .filter((one) => group.parts.includes(one))
            .map(({ name, word }) => (
              <Link
                key={name}
                to="/settings/$part"
                params={{ part: name }}
                aria-current={name === open?.name ? 'page' : undefined}
              >
                {t(word)}
                <IconChevronRight size={16} stroke={1.75} aria-hidden />
              </Link>
            ))}
          {group.links?.map(({ to, word }) => (
            <Link key={to} to={to}>
              {t(word)}
              <IconChevronRight size={16} stroke={1.75} aria-hidden />
            </Link>
          ))}
        </section>
      ))}
    </nav>
  )
}
