import type { ReactNode } from 'react'
import { useMe } from '../queries.ts'
import { FindButton } from './FindButton.tsx'
import { Bell } from './notices/Bell.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import css from './PageHead.module.css'

/** The bar at the top of every page: what the page is about, then what is at hand everywhere. */
export function PageHead({ children, action }: { children: ReactNode; action?: ReactNode }) {
  const me = useMe()
  return (
    <header className={css.head}>
      {children}
      <span className={css.push} />
      <FindButton />
      {action}
      {me && <Bell me={me} />}
      {me && <PersonMenu me={me} />}
    </header>
  )
}
