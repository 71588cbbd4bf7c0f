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

/** The script in index.html does the same before anything is drawn. */
function apply(): void {
  const shown = wanted === 'dark' || (wanted === 'auto' && dark.matches) ? 'dark' : 'light'
  document.documentElement.dataset['theme'] = shown
  document.documentElement.style.colorScheme = shown
}
dark.addEventListener('change', apply)
apply()
