import { IconCheck, IconLogout } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState, type ReactNode } from 'react'
import { languages, themes } from '../../model/users.ts'
import { ApiError, call } from '../api.ts'
import { meQuery, queries, type Me } from '../queries.ts'
import { Avatar } from '../records/marks.tsx'
import { wear } from '../theme.ts'
import { Menu } from '../ui/Menu.tsx'
import { toast } from '../ui/toasts.tsx'
import { speak, useWords } from '../words.ts'
import css from './PersonMenu.module.css'

/** The person at the screen: language, theme, the way out. */
export function PersonMenu({ me }: { me: Me }) {
  const t = useWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  const tried = async (act: () => Promise<unknown>) => {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      toast(error.code === 'offline' ? t('state.offline') : error.message, { bad: true })
    }
  }
  const prefer = (change: Partial<Pick<Me, 'language' | 'theme'>>) => {
    if (change.language) speak(change.language)
    if (change.theme) wear(change.theme)
    queries.setQueryData(meQuery.queryKey, { ...me, ...change })
    void tried(() => call('session.changePreferences', change))
  }
  const signOut = () =>
    tried(async () => {
      await call('session.signOut', {})
      await navigate({ to: '/signin', search: {} })
      queries.clear()
    })

  const name = t('person.menu', { name: me.name })
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.person}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar id={me.id} name={me.name} large />
      </button>
      {open && (
        <Menu anchor={button} label={name} className={css.menu} onClose={() => setOpen(false)}>
          <div className={css.who} role="presentation">
            <b>{me.name}</b>
            <span className="t3 cut">{me.email}</span>
          </div>
          <Choices title={t('person.language')}>
            {languages.map((one) => (
              <Choice key={one} chosen={one === me.language} onChoose={() => prefer({ language: one })}>
                {t(`language.${one}`)}
              </Choice>
            ))}
          </Choices>
          <Choices title={t('person.theme')}>
            {themes.map((one) => (
              <Choice key={one} chosen={one === me.theme} onChoose={() => prefer({ theme: one })}>
                {t(`theme.${one}`)}
              </Choice>
            ))}
          </Choices>
          <p className={css.zone} role="presentation">
            {t('person.zone', { zone: me.timeZone })}
          </p>
          <hr />
          <button type="button" role="menuitem" onClick={() => void signOut()}>
            <IconLogout size={16} stroke={1.75} aria-hidden />
            {t('person.signOut')}
          </button>
        </Menu>
      )}
    </>
  )
}

function Choices({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={title} className={css.group}>
      <h3 role="presentation">{title}</h3>
      {children}
    </div>
  )
}

function Choice({ chosen, onChoose, children }: { chosen: boolean; onChoose(): void; children: ReactNode }) {
  return (
    <button type="button" role="menuitemradio" aria-checked={chosen} onClick={onChoose}>
      {children}
      {chosen && <IconCheck className="chosen" size={16} stroke={1.75} aria-hidden />}
    </button>
  )
}
