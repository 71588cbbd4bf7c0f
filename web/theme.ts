import type { themes } from '../model/users.ts'

export type Theme = (typeof themes)[number]
const kept = 'sdelka.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')
let wanted: Theme = (localStorage.getItem(kept) as Theme | null) ?? 'auto'

/** Draws the screens in a theme; `auto` follows the system. This browser keeps it for the next visit. */
export function wear(theme: Theme): void {
  wanted = theme
  localStorage.setItem(kept, theme)
  apply()
}

export const worn = (): Theme => wanted

function apply(): void {
  document.documentElement.dataset['theme'] =
    wanted === 'dark' || (wanted === 'auto' && dark.matches) ? 'dark' : 'light'
}
dark.addEventListener('change', apply)
apply()
