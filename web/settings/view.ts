import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { auditKinds, type AuditKind } from '../../model/audit.ts'
import { recordNames, type RecordName } from '../../model/records.ts'
import { extendable, type Extendable } from '../../model/customFields.ts'
import { dictionaries } from '../../model/terms.ts'
import { isId } from '../records/view.ts'

export type Dictionary = (typeof dictionaries)[number]
/** Which of the people are shown: all, or those who stand so. */
export const shows = ['all', 'active', 'invited', 'none', 'off'] as const
export type Show = (typeof shows)[number]

/** What a part of the settings shows, so that a link shows a colleague the same. */
export interface SettingsSearch {
  pipeline?: number | undefined
  stage?: number | undefined
  currency?: number | undefined
  dictionary?: Dictionary | undefined
  show?: Show | undefined
  person?: number | 'new' | undefined
  department?: number | undefined
  role?: number | undefined
  group?: number | undefined
  /** whose own fields, and which of them */
  of?: Extendable | undefined
  field?: number | 'new' | undefined
  /** what of the bin */
  removed?: RecordName | undefined
  /** what of the audit log */
  kind?: AuditKind | undefined
  from?: string | undefined
  to?: string | undefined
}

export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const { pipeline, stage, currency, person, department, role, group, field } = search
  const of = extendable.find((one) => one === search['of'])
  const dictionary = dictionaries.find((one) => one === search['dictionary'])
  const show = shows.find((one) => one === search['show'])
  const removed = recordNames.find((one) => one === search['removed'])
  const kind = auditKinds.find((one) => one === search['kind'])
  const day = (name: 'from' | 'to') => {
    const given = search[name]
    return typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? { [name]: given } : {}
  }
  return {
    ...(kind ? { kind } : {}),
    ...day('from'),
    ...day('to'),
    ...(isId(pipeline) ? { pipeline } : {}),
    ...(isId(stage) ? { stage } : {}),
    ...(isId(currency) ? { currency } : {}),
    ...(dictionary ? { dictionary } : {}),
    ...(show && show !== 'all' ? { show } : {}),
    ...(isId(person) || person === 'new' ? { person } : {}),
    ...(isId(department) ? { department } : {}),
    ...(isId(role) ? { role } : {}),
    ...(isId(group) ? { group } : {}),
    ...(of ? { of } : {}),
    ...(isId(field) || field === 'new' ? { field } : {}),
    ...(removed ? { removed } : {}),
  }
}

/** What opens a panel; the others only choose what is listed, and close what belongs to another list. */
const panels = ['stage', 'currency', 'person', 'department', 'group', 'field']
const lists = ['pipeline']

/** What the address says of a part, and the way to change it. A panel is a step that the back button takes back. */
export function useSettingsView(): SettingsSearch & { set(change: SettingsSearch): void } {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (change: SettingsSearch) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }) as never,
        replace: !panels.some((panel) => panel in change) || lists.some((list) => list in change),
      }),
    [navigate],
  )
  return { ...readSettingsSearch(search), set }
}
