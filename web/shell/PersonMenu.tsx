import { useRef, useState } from 'react'
import type { Me } from '../queries.ts'
import { Avatar } from '../records/marks.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useWords } from '../words.ts'
import { PersonChoices } from './PersonChoices.tsx'
import css from './PersonMenu.module.css'

/** The person at the screen: language, theme, time zone, password, the way out. On a phone they are under "more". */
export function PersonMenu({ me }: { me: Me }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const name = t('person.menu', { name: me.name })
  const close = () => setOpen(false)
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
        <Menu anchor={button} align="end" label={name} className={css.menu} onClose={close}>
          <PersonChoices me={me} onClose={close} />
        </Menu>
      )}
    </>
  )
}
