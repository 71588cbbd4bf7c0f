import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { Filter } from '../model/filters.ts'
import { readActivitiesSearch } from './activities/view.ts'
import { call, whenSetUpNeeded } from './api.ts'
import { meQuery, queries } from './queries.ts'
import { isId, readListSearch, type ListSearch } from './records/view.ts'
import { readSettingsSearch } from './settings/view.ts'
import { readFoundSearch } from './found/view.ts'
import type { ImportSearch } from './importing/ImportPage.tsx'
import { Windows } from './palette/Windows.tsx'
import { Shell } from './shell/Shell.tsx'
import { NoPage, PageError, PageGhost } from './shell/states.tsx'
import { showPreferred } from './shell/preferences.ts'

/** What a view of deals shows; all of it in the address, so that a link shows a colleague the same. */
export interface DealsSearch {
  pipeline?: number | undefined
  filter?: Filter | undefined
  sort?: string[] | undefined
  /** with the columns of closed deals */
  closed?: boolean | undefined
  /** the deal whose card is open */
  deal?: number | undefined
}

function readSearch(search: Record<string, unknown>): DealsSearch {
  const { pipeline, filter, sort, closed, deal } = search
  return {
    ...(isId(pipeline) ? { pipeline } : {}),
    // Whether the conditions make sense is the server's question: it names what does not.
    ...(typeof filter === 'object' && filter !== null ? { filter: filter as Filter } : {}),
    ...(Array.isArray(sort) && sort.every((one) => typeof one === 'string') ? { sort } : {}),
    ...(closed === true ? { closed } : {}),
    ...(isId(deal) ? { deal } : {}),
  }
}

/** Where to go once one is in: a place of ours. */
const readTo = (search: Record<string, unknown>): { to?: string } =>
  typeof search['to'] === 'string' && /^\/(?!\/)/.test(search['to']) ? { to: search['to'] } : {}

const root = createRootRoute({ component: Outlet, notFoundComponent: NoPage, errorComponent: PageError })

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  async beforeLoad() {
    const { done } = await call('setup.get', {})
    if (done) throw redirect({ to: '/deals' })
  },
  component: lazyRouteComponent(() => import('./session/Setup.tsx'), 'Setup'),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: readTo,
  async beforeLoad() {
    const { done } = await call('setup.get', {})
    if (!done) throw redirect({ to: '/setup' })
  },
  component: lazyRouteComponent(() => import('./session/SignIn.tsx'), 'SignIn'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('./session/Invitation.tsx'), 'Invitation'),
})
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./session/Forgot.tsx'), 'Forgot'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('./session/Reset.tsx'), 'Reset'),
})
/** Where a second factor is set up by who may do nothing else before. */
const needed = createRoute({
  getParentRoute: () => root,
  path: '/two-factor',
  validateSearch: readTo,
  async beforeLoad({ search }) {
    const me = await queries.ensureQueryData(meQuery)
    if (!me) {
      queries.removeQueries({ queryKey: meQuery.queryKey })
      throw redirect({ to: '/signin', search })
    }
    if (!me.twoFactor.needed) throw redirect({ to: search.to ?? '/deals' })
    showPreferred(me)
  },
  component: lazyRouteComponent(() => import('./session/TwoFactorNeeded.tsx'), 'TwoFactorNeeded'),
})

/** Everything inside is for those who have signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: () => (
    <Shell>
      <Windows />
    </Shell>
  ),
  async beforeLoad({ location }) {
    const me = await queries.ensureQueryData(meQuery)
    if (me?.twoFactor.needed) throw redirect({ to: '/two-factor', search: { to: location.href } })
    if (me) {
      showPreferred(me)
      return
    }
    queries.removeQueries({ queryKey: meQuery.queryKey })
    const { done } = await call('setup.get', {})
    throw done
      ? redirect({ to: '/signin', search: location.href === '/' ? {} : { to: location.href } })
      : redirect({ to: '/setup' })
  },
})
const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/deals' })
  },
})
const board = createRoute({
  getParentRoute: () => inside,
  path: '/deals',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./deals/DealsPage.tsx'), 'BoardPage'),
})
const list = createRoute({
  getParentRoute: () => inside,
  path: '/deals/list',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./deals/DealsPage.tsx'), 'ListPage'),
})
const card = createRoute({
  getParentRoute: () => inside,
  path: '/deals/$id',
  component: lazyRouteComponent(() => import('./deals/DealsPage.tsx'), 'CardPage'),
})

const activities = createRoute({
  getParentRoute: () => inside,
  path: '/activities',
  validateSearch: readActivitiesSearch,
  component: lazyRouteComponent(() => import('./activities/ActivitiesPage.tsx'), 'ActivitiesPage'),
})
const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/contacts',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./clients/ClientsPage.tsx'), 'ContactsPage'),
})
const contact = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/$id',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./clients/ClientsPage.tsx'), 'ContactPage'),
})
const companies = createRoute({
  getParentRoute: () => inside,
  path: '/companies',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./clients/ClientsPage.tsx'), 'CompaniesPage'),
})
const company = createRoute({
  getParentRoute: () => inside,
  path: '/companies/$id',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./clients/ClientsPage.tsx'), 'CompanyPage'),
})
const contactDuplicates = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/duplicates',
  component: lazyRouteComponent(() => import('./duplicates/DuplicatesPage.tsx'), 'ContactDuplicatesPage'),
})
const companyDuplicates = createRoute({
  getParentRoute: () => inside,
  path: '/companies/duplicates',
  component: lazyRouteComponent(() => import('./duplicates/DuplicatesPage.tsx'), 'CompanyDuplicatesPage'),
})
const products = createRoute({
  getParentRoute: () => inside,
  path: '/products',
  validateSearch: (search): ListSearch & { section?: number | undefined } => ({
    ...readListSearch(search),
    ...(isId(search['section']) ? { section: search['section'] } : {}),
  }),
  component: lazyRouteComponent(() => import('./products/ProductsPage.tsx'), 'ProductsPage'),
})
const product = createRoute({
  getParentRoute: () => inside,
  path: '/products/$id',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./products/ProductsPage.tsx'), 'ProductPage'),
})
const importing = createRoute({
  getParentRoute: () => inside,
  path: '/import',
  validateSearch: ({ id, step, files }): ImportSearch => ({
    ...(isId(id) ? { id } : {}),
    ...(step === 'columns' ? { step } : {}),
    ...(Array.isArray(files) && files.length > 1 && files.every(isId) ? { files } : {}),
  }),
  component: lazyRouteComponent(() => import('./importing/ImportPage.tsx'), 'ImportPage'),
})
const found = createRoute({
  getParentRoute: () => inside,
  path: '/find',
  validateSearch: readFoundSearch,
  component: lazyRouteComponent(() => import('./found/FoundPage.tsx'), 'FoundPage'),
})
const notifications = createRoute({
  getParentRoute: () => inside,
  path: '/notifications',
  component: lazyRouteComponent(() => import('./notifications/NotificationsPage.tsx'), 'NotificationsPage'),
})
const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
})
const settingsPart = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$part',
  validateSearch: readSettingsSearch,
  component: lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    invitation,
    forgot,
    reset,
    needed,
    inside.addChildren([
      home,
      board,
      list,
      card,
      activities,
      contacts,
      contact,
      companies,
      company,
      contactDuplicates,
      companyDuplicates,
      products,
      product,
      importing,
      found,
      notifications,
      settings,
      settingsPart,
    ]),
  ]),
  defaultPreload: false,
  defaultPendingComponent: PageGhost,
  defaultPendingMs: 300,
  defaultErrorComponent: PageError,
})

whenSetUpNeeded(() => {
  if (router.state.location.pathname === '/two-factor') return
  queries.removeQueries({ queryKey: meQuery.queryKey })
  void router.navigate({ to: '/two-factor', search: { to: router.state.location.href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
