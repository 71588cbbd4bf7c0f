import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { WordKey } from '../words.ts'

/** A part of the settings: its place in the address, its name, what it shows. */
export interface Part {
  name: string
  word: WordKey
  Component: LazyExoticComponent<ComponentType>
  /** is there for administrators alone */
  closed?: true
}

const part = <K extends string>(
  name: string,
  word: WordKey,
  load: () => Promise<Record<K, ComponentType>>,
  key: K,
) => ({
  name,
  word,
  Component: lazy(() => load().then((module) => ({ default: module[key] }))),
})

/** All parts, under the headings of the menu. A new one is a line here; what is a page of its own is a link. */
export const groups: { word: WordKey; parts: Part[]; links?: { to: '/import'; word: WordKey }[] }[] = [
  {
    word: 'settings.group.company',
    parts: [
      part('company', 'settings.company', () => import('./company/CompanyPart.tsx'), 'CompanyPart'),
      part('currencies', 'settings.currencies', () => import('./currencies/CurrenciesPart.tsx'), 'CurrenciesPart'),
    ],
  },
  {
    word: 'settings.group.deals',
    parts: [
      part('pipelines', 'settings.pipelines', () => import('./pipelines/PipelinesPart.tsx'), 'PipelinesPart'),
      part('fields', 'settings.fields', () => import('./fields/FieldsPart.tsx'), 'FieldsPart'),
      part('lists', 'settings.lists', () => import('./lists/ListsPart.tsx'), 'ListsPart'),
    ],
  },
  {
    word: 'settings.group.people',
    parts: [
      part('people', 'settings.people', () => import('./team/PeoplePart.tsx'), 'PeoplePart'),
      part('departments', 'settings.departments', () => import('./team/DepartmentsPart.tsx'), 'DepartmentsPart'),
      part('groups', 'settings.groups', () => import('./rights/GroupsPart.tsx'), 'GroupsPart'),
      part('rights', 'settings.rights', () => import('./rights/RightsPart.tsx'), 'RightsPart'),
    ],
  },
  {
    word: 'settings.group.security',
    parts: [
      part('security', 'settings.security', () => import('./security/SecurityPart.tsx'), 'SecurityPart'),
      { ...part('audit', 'settings.audit', () => import('./audit/AuditPart.tsx'), 'AuditPart'), closed: true },
    ],
  },
  {
    word: 'settings.group.own',
    parts: [
      part(
        'notifications',
        'notices.title',
        () => import('./notifications/NotificationsPart.tsx'),
        'NotificationsPart',
      ),
    ],
  },
  {
    word: 'settings.group.data',
    parts: [part('bin', 'settings.bin', () => import('./team/BinPart.tsx'), 'BinPart')],
    links: [{ to: '/import', word: 'importing.title' }],
  },
]

export const parts: readonly Part[] = groups.flatMap((group) => group.parts)
