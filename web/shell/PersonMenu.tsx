import { useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { languages, themes } from '../../model/users.ts'
import { call } from '../api.ts'
import { meQuery, queries, type Me } from '../queries.ts'
import { Avatar } from '../records/marks.tsx'
import { wear } from '../theme.ts'
import { Floating } from '../ui/Floating.tsx'
import { speak, useWords } from '../words.ts'
import css from './PersonMenu.module.css'

/** The person at the screen: language, theme, the way out. */
export function PersonMenu({ me }: { me: Me }) {
  const t = useWords()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  const prefer = (change: Partial<Pick<Me, 'language' | 'theme'>>) => {
    if (change.language) speak(change.language)
    if (change.theme) wear(change.theme)
    queries.setQueryData(meQuery.queryKey, { ...me, ...change })
    void call('session.changePreferences', change)
  }
  const signOut = async () => {
    await call('session.signOut', {})
    queries.clear()
    await navigate({ to: '/signin', search: {} })
  }

  return (
    <>
      <button ref={button} type="button" className={css.person} aria-label={t('person.menu', { name: me.name })} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Avatar id={me.id} name={me.name} large />
      </button>
      {open && (
        <Floating anchor={button} role="dialog" label={t('person.menu', { name: me.name })} onClose={() => setOpen(false)}>
          <div className={`menu ${css.menu ?? ''}`}>
            <div className={css.who}>
              <b>{me.name}</b>
              <span className="t3 cut">{me.email}</span>
            </div>
            <h3>{t('person.language')}</h3>
            {languages.map((one) => (
              <button key={one} type="button" role="menuitemradio" aria-checked={one === me.language} onClick={() => prefer({ language: one })}>{t(`language.${one}`)}</button>
            ))}
            <h3>{t('person.theme')}</h3>
            {themes.map((one) => (
              <button key={one} type="button" role="menuitemradio" aria-checked={one === me.theme} onClick={() => prefer({ theme: one })}>{t(`theme.${one}`)}</button>
            ))}
            <h3>{t('person.zone', { zone: me.timeZone })}</h3>
            <hr className={css.line} />
            <button type="button" onClick={() => void signOut()}>{t('person.signOut')}</button>
          </div>
        </Floating>
      )}
    </>
  )
}
