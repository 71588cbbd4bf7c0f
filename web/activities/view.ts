import { useNavigate, useSearch } from '@tanstack/react-router'
import { isId } from '../records/view.ts'

export const activityViews = ['day', 'week', 'month', 'deadline'] as const
export type ActivityView = (typeof activityViews)[number]

/** What the page of activities shows; all of it in the address. */
export interface ActivitiesSearch {
  view?: ActivityView | undefined
  /** a day of what is shown; today if left out */
  at?: string | undefined
  /** the activity that is open */
  open?: number | undefined
}

export function readActivitiesSearch({ view, at, open }: Record<string, unknown>): ActivitiesSearch {
  const shown = activityViews.find((one) => one === view)
  const day = typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at) && !Number.isNaN(Date.parse(at))
  return { ...(shown ? { view: shown } : {}), ...(day ? { at } : {}), ...(isId(open) ? { open } : {}) }
}

export function useActivitiesView(): ActivitiesSearch & { set(change: ActivitiesSearch): void } {
  const search = readActivitiesSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  return {
    ...search,
    set: (change) =>
      void navigate({
        to: '/activities',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }) as never,
        replace: !('open' in change),
      }),
  }
}
