import {
  IconAlertCircle,
  IconCalendarEvent,
  IconCheckbox,
  IconCircleDashed,
  IconClock,
  IconListCheck,
  IconPhone,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import type { ActivityKind } from '../../model/activities.ts'
import type { ActivityState } from './when.ts'
import css from './marks.module.css'

export const kindIcons: Record<ActivityKind, Icon> = {
  call: IconPhone,
  meeting: IconUsers,
  task: IconCheckbox,
  todo: IconListCheck,
}
const stateIcons: Record<ActivityState | 'none', Icon> = {
  overdue: IconAlertCircle,
  today: IconClock,
  planned: IconCalendarEvent,
  done: IconCheckbox,
  none: IconCircleDashed,
}

/** What kind of activity it is, in the colour of how it stands. */
export function KindMark({ kind, state }: { kind: ActivityKind; state: ActivityState }) {
  const Mark = kindIcons[kind]
  return <Mark size={16} stroke={1.75} aria-hidden className={css[state]} />
}

/** How the next activity stands, or that there is none. */
export function StateMark({ state, size = 14 }: { state: ActivityState | 'none'; size?: number }) {
  const Mark = stateIcons[state]
  return <Mark size={size} stroke={1.75} aria-hidden />
}

export const stateClass = (state: ActivityState | 'none'): string => css[state] ?? ''
