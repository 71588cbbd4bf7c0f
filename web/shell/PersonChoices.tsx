import { IconCheck, IconClock, IconKeyboard, IconLock, IconLogout, IconShieldLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { languages, themes } from '../../model/users.ts'
import type { Me } from '../queries.ts'
import { useWords } from '../words.ts'
import { prefer, useSignOut } from './preferences.ts'
import { openWindow, type ShellWindow } from './windows.ts'
import css from './PersonChoices.module.css'

/** What a person chooses for himself, as parts of a menu. */
export function PersonChoices({ me, onClose }: { me: Me; onClose(): void }) {
  const t = useWords()
  const signOut = useSignOut()
  const open = (window: ShellWindow) => {
    onClose()
    openWindow(window)
  }
  return (
    <>
      <div className={css.who} role="presentation">
        <b className="cut">{me.name}</b>
        <span className="t3 cut">{me.email}</span>
      </div>
      <Choices title={t('person.language')}>
        {languages.map((one) => (
          <Choice key={one} chosen={one === me.language} onChoose={() => void prefer({ language: one })}>
            {t(`language.${one}`)}
          </Choice>
        ))}
      </Choices>
      <Choices title={t('person.theme')}>
        {themes.map((one) => (
          <Choice key={one} chosen={one === me.theme} onChoose={() => void prefer({ theme: one })}>
            {t(`theme.${one}`)}
          </Choice>
        ))}
      </Choices>
      <hr />
      <button type="button" role="menuitem" onClick={() => open({ kind: 'palette', step: { kind: 'zone' } })}>
        <IconClock size={16} stroke={1.75} aria-hidden />
        {t('shell.zone')}
        <span className={`cut t3 ${css.value}`}>{me.timeZone.replaceAll('_', ' ')}</span>
      </button>
      <button type="button" role="menuitem" onClick={() => open({ kind: 'password' })}>
        <IconLock size={16} stroke={1.75} aria-hidden />
        {t('shell.password')}
      </button>
      <Link to="/settings/$part" params={{ part: 'security' }} role="menuitem" onClick={onClose}>
        <IconShieldLock size={16} stroke={1.75} aria-hidden />
        {t('shell.security')}
      </Link>
      <button type="button" role="menuitem" className={css.keys} onClick={() => open({ kind: 'keys' })}>
        <IconKeyboard size={16} stroke={1.75} aria-hidden />
        {t('shell.keys')}
      </button>
      <hr />
      <button type="button" role="menuitem" onClick={() => void signOut()}>
        <IconLogout size={16} stroke={1.75} aria-hidden />
        {t('person.signOut')}
      </button>
    </>
  )
}

function Choices({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={title} className={css.group}>
      <h3 role="presentation">{title}</h3>
      <div className={css.choices} role="presentation">
        {children}
      </div>
    </div>
  )
}

function Choice({ chosen, onChoose, children }: { chosen: boolean; onChoose(): void; children: ReactNode }) {
  return (
    <button type="button" role="menuitemradio" aria-checked={chosen} onClick={onChoose}>
      {chosen && <IconCheck size={14} stroke={2} aria-hidden />}
      {children}
    </button>
  )
}
