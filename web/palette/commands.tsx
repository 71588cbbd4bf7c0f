import {
  IconClock,
  IconCopy,
  IconFilter,
  IconFlag,
  IconKeyboard,
  IconLanguage,
  IconLayoutKanban,
  IconList,
  IconLock,
  IconLogout,
  IconMoon,
  IconPackage,
  IconPlus,
  IconSettings,
  IconSun,
  IconTableImport,
  IconDeviceDesktop,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { languages, themes } from '../../model/users.ts'
import { useMe, usePipelines } from '../queries.ts'
import { prefer, useSignOut } from '../shell/preferences.ts'
import { parts } from '../settings/parts.ts'
import { openWindow } from '../shell/windows.ts'
import { say, useLanguage, type WordKey } from '../words.ts'
import type { Entry } from './entry.ts'

const places: [string, WordKey, Icon][] = [
  ['/deals', 'palette.board', IconLayoutKanban],
  ['/deals/list', 'palette.list', IconList],
  ['/contacts', 'palette.contacts', IconUsers],
  ['/companies', 'palette.companies', IconUsers],
  ['/contacts/duplicates', 'palette.contactDuplicates', IconCopy],
  ['/companies/duplicates', 'palette.companyDuplicates', IconCopy],
  ['/products', 'palette.catalogue', IconPackage],
  ['/import', 'palette.import', IconTableImport],
]
const themeIcons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const

/** Where one can go and what one can do, all of it; what suits the text is for the palette to choose. */
export function useCommands(): Entry[] {
  const language = useLanguage()
  const me = useMe()
  const may = me?.may
  const pipelines = usePipelines()
  const signOut = useSignOut()
  return useMemo(() => {
    const t = (key: WordKey, values = {}) => say(language, key, values)
    const other = language === 'ru' ? 'en' : 'ru'
    const mark = (Glyph: Icon) => <Glyph size={16} stroke={1.75} aria-hidden />
    const named = (key: WordKey, values = {}) => ({ name: t(key, values), also: say(other, key, values) })
    const settings = `${say('en', 'nav.settings')} ${say('ru', 'nav.settings')}`
    return [
      ...pipelines.map(({ id, name }): Entry => ({
        id: `pipeline ${String(id)}`,
        group: t('palette.pipelines'),
        mark: mark(IconLayoutKanban),
        name,
        also: `${say('en', 'view.pipeline')} ${say('ru', 'view.pipeline')}`,
        href: `/deals?pipeline=${String(id)}`,
      })),
      ...places
        .filter(([href]) => href !== '/import' || may?.import.length)
        .map(([href, word, Glyph]): Entry => ({
          id: href,
          group: t('palette.goTo'),
          mark: mark(Glyph),
          ...named(word),
          href,
        })),
      ...parts
        .filter(({ closed }) => !closed || me?.administrator)
        .map((part): Entry => {
          const { name, also } = named(part.word)
          return {
            id: `settings ${part.name}`,
            group: t('palette.goTo'),
            mark: mark(IconSettings),
            name,
            note: t('nav.settings'),
            also: `${also} ${settings}`,
            href: `/settings/${part.name}`,
          }
        }),
      ...themes
        .filter((one) => one !== me?.theme)
        .map((one): Entry => ({
          id: `theme ${one}`,
          group: t('palette.own'),
          mark: mark(themeIcons[one]),
          name: t('palette.theme', { name: t(`theme.${one}`) }),
          also: say(other, 'palette.theme', { name: say(other, `theme.${one}`) }),
          run: () => void prefer({ theme: one }),
        })),
      ...languages
        .filter((one) => one !== me?.language)
        .map((one): Entry => ({
          id: `language ${one}`,
          group: t('palette.own'),
          mark: mark(IconLanguage),
          name: t('palette.language', { name: t(`language.${one}`) }),
          also: say(other, 'palette.language', { name: t(`language.${one}`) }),
          run: () => void prefer({ language: one }),
        })),
      {
        id: 'zone',
        group: t('palette.own'),
        mark: mark(IconClock),
        ...named('palette.zone'),
        run: () => openWindow({ kind: 'palette', step: { kind: 'zone' } }),
      },
      {
        id: 'password',
        group: t('palette.own'),
        mark: mark(IconLock),
        ...named('shell.password'),
        run: () => openWindow({ kind: 'password' }),
      },
      {
        id: 'keys',
        group: t('palette.own'),
        mark: mark(IconKeyboard),
        ...named('keys.title'),
        key: '?',
        run: () => openWindow({ kind: 'keys' }),
      },
      {
        id: 'signOut',
        group: t('palette.own'),
        mark: mark(IconLogout),
        ...named('person.signOut'),
        run: () => void signOut(),
      },
    ]
  }, [language, me?.theme, me?.language, may, pipelines, signOut, me?.administrator])
}

const useMayAdd = () => useMe()?.may.add.includes('deals') === true

/** A new deal, and moving the one that is chosen. */
export function useDealCommands(deal: number | undefined): Entry[] {
  const language = useLanguage()
  const mayAdd = useMayAdd()
  return useMemo(() => {
    const other = language === 'ru' ? 'en' : 'ru'
    const group = say(language, 'palette.do')
    const beginning: Entry = {
      id: 'new',
      group,
      mark: <IconPlus size={16} stroke={1.75} aria-hidden />,
      name: say(language, 'palette.new'),
      also: say(other, 'palette.new'),
      key: 'N',
      run: () => openWindow({ kind: 'newDeal', title: '' }),
    }
    const begin = mayAdd ? [beginning] : []
    if (deal === undefined) return begin
    const moving: Entry = {
      id: 'move',
      group,
      mark: <IconFlag size={16} stroke={1.75} aria-hidden />,
      name: say(language, 'palette.move'),
      also: say(other, 'palette.move'),
      key: 'M',
      run: () => openWindow({ kind: 'palette', step: { kind: 'stage', deal } }),
    }
    return [...begin, moving]
  }, [language, deal, mayAdd])
}

/** What can be done with the very text that is typed. */
export function useTextCommands(text: string): Entry[] {
  const language = useLanguage()
  const mayAdd = useMayAdd()
  return useMemo(() => {
    if (!text) return []
    const group = say(language, 'palette.do')
    const beginning: Entry = {
      id: 'new named',
      group,
      verbatim: true,
      mark: <IconPlus size={16} stroke={1.75} aria-hidden />,
      name: say(language, 'palette.new.named', { text }),
      key: 'N',
      run: () => openWindow({ kind: 'newDeal', title: text }),
    }
    return [
      ...(mayAdd ? [beginning] : []),
      {
        id: 'filter',
        group,
        verbatim: true,
        mark: <IconFilter size={16} stroke={1.75} aria-hidden />,
        name: say(language, 'palette.filter', { text }),
        key: '/',
        href: filtered(text),
      },
    ]
  }, [language, text, mayAdd])
}

/** The view of deals that one has before the eyes, or the board, with the title for a condition. */
function filtered(text: string): string {
  const { pathname, search } = location
  const here = pathname === '/deals' || pathname === '/deals/list'
  const next = new URLSearchParams(here ? search : '')
  next.delete('deal')
  next.set('filter', JSON.stringify({ and: [{ field: 'title', op: 'contains', value: text }] }))
  return `${here ? pathname : '/deals'}?${next.toString()}`
}
