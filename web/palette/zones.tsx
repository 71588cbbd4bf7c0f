import { IconCheck, IconClock } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Language } from '../../model/users.ts'
import { useMe } from '../queries.ts'
import { prefer } from '../shell/preferences.ts'
import { toast } from '../ui/toasts.tsx'
import { say, useLanguage } from '../words.ts'
import type { Entry } from './entry.ts'

interface Zone {
  id: string
  /** Europe / Moscow */
  name: string
  /** Moscow Standard Time, in the language of the screen */
  called: string
  /** UTC+3 */
  offset: string
  minutes: number
}
const known = new Map<Language, Zone[]>()

/** All time zones from west to east, the one in use first. Made once: there are hundreds. */
function zonesIn(language: Language): Zone[] {
  const made = known.get(language)
  if (made) return made
  const now = new Date()
  const part = (zone: string, style: 'longGeneric' | 'shortOffset', spoken: string) =>
    new Intl.DateTimeFormat(spoken, { timeZone: zone, timeZoneName: style })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const ids = Intl.supportedValuesOf('timeZone')
  const zones = (ids.includes('UTC') ? ids : ['UTC', ...ids])
    .map((id): Zone => {
      const offset = part(id, 'shortOffset', 'en').replace('GMT', 'UTC')
      const [, sign, hours = '0', minutes = '0'] = /([+-])(\d+)(?::(\d+))?/.exec(offset) ?? []
      return {
        id,
        name: id.replaceAll('_', ' ').replaceAll('/', ' / '),
        called: part(id, 'longGeneric', language),
        offset,
        minutes: (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1),
      }
    })
    .sort((a, b) => a.minutes - b.minutes || a.name.localeCompare(b.name))
  known.set(language, zones)
  return zones
}

export function useZoneEntries(): { title: string; entries: Entry[] } {
  const language = useLanguage()
  const chosen = useMe()?.timeZone
  return useMemo(() => {
    const title = say(language, 'palette.zone.title')
    const zones = zonesIn(language)
    const clock = (zone: string) =>
      new Intl.DateTimeFormat(language, { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date())
    const entries = [...zones.filter(({ id }) => id === chosen), ...zones.filter(({ id }) => id !== chosen)].map(
      ({ id, name, called, offset }): Entry => ({
        id: `zone ${id}`,
        group: title,
        mark:
          id === chosen ? (
            <IconCheck size={16} stroke={2} aria-hidden />
          ) : (
            <IconClock size={16} stroke={1.75} aria-hidden />
          ),
        name,
        note: called,
        end: `${offset} · ${clock(id)}`,
        also: `${id} ${offset}`,
        run: () => {
          if (id === chosen) return
          void prefer({ timeZone: id })
          toast(say(language, 'palette.zone.set', { zone: name }))
        },
      }),
    )
    return { title, entries }
  }, [language, chosen])
}
